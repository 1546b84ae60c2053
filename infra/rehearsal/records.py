"""Records as a platform writes them, and what the counters of messages have to be, by a plain recount."""

import random
from collections import Counter
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

ZONES = {"acme": "Asia/Taipei", "globex": "America/New_York"}
INBOXES = ["whatsapp", "web"]
AGENTS = ["ann", "bob"]
SESSIONS = 40
FIRST = datetime(2026, 11, 1, tzinfo=timezone.utc)


def write(dynamodb, outputs, seed, first=FIRST):
    """Writes the directory and some hundred records of two weeks; the numbers of records by source table."""
    chance = random.Random(seed)
    records = {"MessagesTable": [], "SessionsTable": [], "BillingTable": [], "FlowRunsTable": [], "AiUsageTable": []}
    for account in ZONES:
        for number in range(SESSIONS):
            add_session(records, account, number, chance, first)
    directory = [{"account_id": account, "entity": "account", "timezone": zone} for account, zone in ZONES.items()]
    for output, items in [("DirectoryTable", directory), *records.items()]:
        with dynamodb.Table(outputs[output]).batch_writer() as table:
            for item in items:
                table.put_item(Item=item)
    return {output: len(items) for output, items in records.items()}


def add_session(records, account, number, chance, first):
    session, inbox = f"{account}-{number}", chance.choice(INBOXES)
    opened = first + timedelta(minutes=chance.randrange(14 * 24 * 60))
    customer = f"+8869{chance.randrange(25):08}"
    at = {"account_id": account, "inbox_id": inbox}
    for message in range(chance.randrange(1, 8)):
        sender = chance.choice(["customer", "agent", "bot"])
        records["MessagesTable"].append({
            "session_id": session, "message_id": f"m-{message}", "customer_id": customer, "sender": sender,
            "sent_at": text(opened + timedelta(minutes=5 * message)), **at,
            **({"agent_id": chance.choice(AGENTS)} if sender == "agent" else {}),
        })
    records["SessionsTable"].append({
        "session_id": session, "customer_id": customer, "opened_at": text(opened), **at,
        **({"resolved_at": text(opened + timedelta(hours=3))} if chance.random() < 0.7 else {}),
        "assignments": [{"agent_id": chance.choice(AGENTS), "assigned_at": text(opened + timedelta(minutes=1))}],
    })
    records["BillingTable"].append({
        "account_id": account, "entry_id": f"b-{number}", "kind": "usage", "category": "marketing",
        "amount_usd": 1 + chance.randrange(9), "inbox_id": inbox, "occurred_at": text(opened),
    })
    records["FlowRunsTable"].append({
        "run_id": f"r-{number}", "flow_id": "welcome", "triggered_at": text(opened), **at,
    })
    records["AiUsageTable"].append({
        "usage_id": f"u-{number}", "tool": "ai_writer", "agent_id": chance.choice(AGENTS),
        "used_at": text(opened), "suggestion": "Your order ships tomorrow.", "sent": "Your order ships today.", **at,
    })


def received(dynamodb, outputs):
    """The messages of customers by account and day, recounted from the table of messages."""
    days = Counter()
    for item in scan(dynamodb, outputs["MessagesTable"]):
        if item["sender"] == "customer":
            sent = datetime.fromisoformat(item["sent_at"]).astimezone(ZoneInfo(ZONES[item["account_id"]]))
            days[item["account_id"], sent.date().isoformat()] += 1
    return dict(days)


def counted(dynamodb, outputs, figure):
    """The values of a figure by account and day, of all inboxes, in the generation in force."""
    items = scan(dynamodb, outputs["CountersTable"])
    generations = {it["pk"].removesuffix("#pin"): str(it["generation"]) for it in items if it["pk"].endswith("#pin")}
    days = {}
    for item in items:
        account, generation, *rest = item["pk"].split("#")
        if rest == ["day", ""] and generations.get(account) == generation and item.get(figure):
            days[account, item["sk"]] = int(item[figure])
    return days


def scan(dynamodb, table):
    items, request = [], {}
    while True:
        page = dynamodb.Table(table).scan(ConsistentRead=True, **request)
        items += page["Items"]
        if "LastEvaluatedKey" not in page:
            return items
        request = {"ExclusiveStartKey": page["LastEvaluatedKey"]}


def text(time):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")
