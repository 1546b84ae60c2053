//! The templates agree with the code: the same routes, the same tables, the same guards around the
//! page. (`tests/lambda` runs the functions to see that they are given what they use.)

#[path = "../../infra/tools/expanded.rs"]
mod expanded;

use std::collections::{BTreeMap, BTreeSet};

use store::Tables;
use yaml_serde::Value;

use self::expanded::untagged;

fn resources<'a>(template: &'a Value, kind: &str) -> Vec<(&'a str, &'a Value)> {
    let resources = template["Resources"].as_mapping().expect("resources").iter();
    let of_kind = resources.filter(|(_, resource)| resource["Type"] == *kind);
    of_kind.map(|(name, it)| (name.as_str().expect("a name"), &it["Properties"])).collect()
}

#[test]
fn every_route_leads_to_the_function_that_has_it() {
    let template = expanded::read("sections.yaml");
    let integrations: BTreeMap<_, _> = resources(&template, "AWS::ApiGatewayV2::Integration")
        .into_iter()
        .map(|(name, it)| (name, untagged(&it["IntegrationUri"]).as_str().expect("a function")))
        .collect();
    let mut routed = BTreeSet::new();
    for (name, route) in resources(&template, "AWS::ApiGatewayV2::Route") {
        assert_eq!(route["AuthorizationType"], "JWT", "{name}");
        let target = untagged(&route["Target"]);
        assert_eq!((&target[0], &target[1][0]), (&"/".into(), &"integrations".into()), "{name}");
        let integration = untagged(&target[1][1]).as_str().expect("an integration");
        let function = integrations[integration].trim_end_matches("Function.Arn").to_lowercase();
        routed.insert((route["RouteKey"].as_str().expect("a route").to_owned(), function));
    }
    let mut made = BTreeSet::new();
    for function in http_api::functions() {
        for (path, item) in &function.routes.get_openapi().paths.paths {
            for (method, operation) in [("GET", &item.get), ("POST", &item.post)] {
                if operation.is_some() {
                    made.insert((format!("{method} {path}"), function.name.to_owned()));
                }
            }
        }
    }
    assert_eq!(routed, made, "the template's routes, and the code's");
    let manifest: toml::Table = include_str!("../../Cargo.toml").parse().expect("TOML");
    let served = &manifest["workspace"]["metadata"]["lambda"]["watch"]["router"];
    let watched = served.as_table().expect("routes").iter().flat_map(|(path, routes)| {
        let text = |it: &toml::Value| it.as_str().expect("a text").to_owned();
        let route = move |it: &toml::Value| {
            (format!("{} {path}", text(&it["method"])), text(&it["function"]))
        };
        routes.as_array().expect("methods").iter().map(route)
    });
    assert_eq!(watched.collect::<BTreeSet<_>>(), made, "`make watch`'s routes, and the code's");
    let described = serde_json::to_value(http_api::openapi()).expect("JSON");
    let paths = described["paths"].as_object().expect("paths").iter();
    let described: BTreeSet<_> = paths
        .flat_map(|(path, item)| {
            let methods = item.as_object().expect("methods").keys();
            methods.map(move |method| format!("{} {path}", method.to_uppercase()))
        })
        .collect();
    assert_eq!(described, made.into_iter().map(|(route, _)| route).collect());
}

#[test]
fn tables_are_made_alike() {
    let template = expanded::read("data.yaml");
    for (name, resource) in template["Resources"].as_mapping().expect("resources") {
        if resource["Type"] == "AWS::DynamoDB::Table" {
            let policies = ["DeletionPolicy", "UpdateReplacePolicy"].map(|it| &resource[it]);
            assert_eq!(policies, ["RetainExceptOnCreate", "Retain"], "{name:?} outlives the stack");
        }
    }
    let made: BTreeSet<_> = resources(&template, "AWS::DynamoDB::Table")
        .into_iter()
        .map(|(name, table)| {
            let keys = table["KeySchema"].as_sequence().expect("keys").iter();
            let keys = keys.map(|key| (key["AttributeName"].as_str(), key["KeyType"].as_str()));
            let keys: Vec<_> = keys.map(|(name, kind)| format!("{name:?} {kind:?}")).collect();
            let types = table["AttributeDefinitions"].as_sequence().expect("types");
            assert!(types.iter().all(|it| it["AttributeType"] == "S"), "{name}: keys are strings");
            let indexes = table["GlobalSecondaryIndexes"].as_sequence().into_iter().flatten();
            let indexes: Vec<_> = indexes.map(|it| index_of(name, it)).collect();
            assert_eq!(types.len(), keys.len() + 2 * indexes.len(), "{name}");
            assert_eq!(
                table["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"],
                true
            );
            let protected: Value =
                yaml_serde::from_str("[FirstDeployment, false, true]").expect("YAML");
            assert_eq!(untagged(&table["DeletionProtectionEnabled"]), &protected, "{name}");
            assert_eq!(table["BillingMode"], "PAY_PER_REQUEST", "{name}");
            let view =
                table["StreamSpecification"]["StreamViewType"].as_str().map(ToOwned::to_owned);
            let expires = table["TimeToLiveSpecification"]["AttributeName"].as_str();
            (name.to_lowercase(), keys, view, expires.map(ToOwned::to_owned), indexes)
        })
        .collect();
    let code = Tables::prefixed("").schemas().into_iter().map(|schema| {
        let keys = [(schema.hash, "HASH"), (schema.range, "RANGE")];
        let keys = keys.map(|(name, kind)| format!("{:?} {:?}", Some(name), Some(kind)));
        let name = format!("{}table", schema.name.replace('_', ""));
        let expires = ["counters", "rejected"].contains(&schema.name.as_str());
        let view = schema.streamed.then(|| "NEW_AND_OLD_IMAGES".to_owned());
        let index = schema.index.map(|it| format!("{} {} {}", it.name, it.hash, it.range));
        (name, keys.to_vec(), view, expires.then(|| "ttl".to_owned()), index.into_iter().collect())
    });
    assert_eq!(made, code.collect(), "the template's tables, and the code's");
}

/// An index: its name and its keys.
fn index_of(table: &str, index: &Value) -> String {
    assert_eq!(index["Projection"]["ProjectionType"], "KEYS_ONLY", "{table}");
    let keys = index["KeySchema"].as_sequence().expect("keys");
    let [hash, range] = ["HASH", "RANGE"].map(|kind| {
        let key = keys.iter().find(|key| key["KeyType"] == *kind).expect("a key");
        key["AttributeName"].as_str().expect("a name")
    });
    format!("{} {hash} {range}", index["IndexName"].as_str().expect("a name"))
}

#[tokio::test]
async fn every_route_of_the_connectors_is_one_of_the_function() {
    let template = expanded::read("connectors.yaml");
    let mut routed = BTreeSet::new();
    for (name, route) in resources(&template, "AWS::ApiGatewayV2::Route") {
        // Who sends events has a signature, and no token.
        assert_eq!(route["AuthorizationType"], "NONE", "{name}");
        routed.insert(route["RouteKey"].as_str().expect("a route").to_owned());
    }
    assert_eq!(routed.len(), 3, "{routed:?}");
    let function = ingest_routes();
    for method in ["GET", "POST", "PUT", "DELETE"] {
        for path in ["/ingest/chatwoot/nobody", "/ingest/whatsapp/nobody", "/ingest/other/nobody"] {
            let request = http::Request::builder().method(method).uri(path);
            let request = request.body(axum::body::Body::empty()).expect("a request");
            let answer =
                tower::ServiceExt::oneshot(function.clone(), request).await.expect("an answer");
            // A route says that it knows nobody of this name.
            let is_there = answer.status() == 401;
            let key = format!("{method} {}", path.replace("nobody", "{connector}"));
            assert_eq!(is_there, routed.contains(&key), "{key}: {}", answer.status());
        }
    }
}

/// The routes without any connector. They never ask the database.
fn ingest_routes() -> axum::Router {
    let config = aws_sdk_dynamodb::Config::builder()
        .behavior_version(aws_sdk_dynamodb::config::BehaviorVersion::latest());
    let client = aws_sdk_dynamodb::Client::from_conf(config.build());
    let conversations = store::Conversations::new(client, Tables::prefixed("")).expect("a table");
    let nobody = ingest::Connectors::fixed(connectors::Connectors::default());
    ingest::routes(ingest::Ingest::new(nobody, conversations, config::Clock::System, None))
}

#[test]
fn the_page_is_guarded_alike() {
    let template = expanded::read("page.yaml");
    let (_, policy) = resources(&template, "AWS::CloudFront::ResponseHeadersPolicy")[0];
    let policy = &policy["ResponseHeadersPolicyConfig"];
    let security = &policy["SecurityHeadersConfig"];
    let mut sent = BTreeMap::new();
    let own = untagged(&security["ContentSecurityPolicy"]["ContentSecurityPolicy"]);
    // Where one signs in is another origin on AWS.
    let own = own.as_str().expect("a policy").trim().replace(" ${SignInOrigins}", "");
    sent.insert("content-security-policy".to_owned(), own);
    if security["ContentTypeOptions"]["Override"] == true {
        sent.insert("x-content-type-options".to_owned(), "nosniff".to_owned());
    }
    for (name, value) in [
        ("x-frame-options", &security["FrameOptions"]["FrameOption"]),
        ("referrer-policy", &security["ReferrerPolicy"]["ReferrerPolicy"]),
    ] {
        sent.insert(name.to_owned(), value.as_str().expect("a value").to_owned());
    }
    for header in policy["CustomHeadersConfig"]["Items"].as_sequence().expect("headers") {
        let [name, value] = ["Header", "Value"].map(|it| header[it].as_str().expect("text"));
        sent.insert(name.to_lowercase(), value.to_owned());
    }
    let local: BTreeMap<_, _> =
        local::page_headers().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    assert_eq!(sent, local, "CloudFront's headers, and the local system's");
}

#[test]
fn every_function_is_watched() {
    let template = expanded::read("sections.yaml");
    let functions = resources(&template, "AWS::Serverless::Function");
    let ids: BTreeSet<_> = functions.iter().map(|(id, _)| *id).collect();
    for (alarm, properties) in resources(&template, "AWS::CloudWatch::Alarm") {
        let metrics = properties["Metrics"].as_sequence().expect("metrics").iter();
        let functions = metrics.filter_map(|metric| metric.get("MetricStat")).map(|stat| {
            untagged(&stat["Metric"]["Dimensions"][0]["Value"]).as_str().expect("a function")
        });
        assert_eq!(functions.collect::<BTreeSet<_>>(), ids, "{alarm}");
    }
    let mut names: BTreeSet<_> = functions
        .iter()
        .map(|(_, it)| untagged(&it["FunctionName"]).as_str().expect("a name"))
        .collect();
    names.insert("${Stack}-aggregator");
    let template = expanded::read("dashboard.yaml");
    let (_, dashboard) = resources(&template, "AWS::CloudWatch::Dashboard")[0];
    let body = untagged(&dashboard["DashboardBody"]).as_str().expect("a body");
    for metric in ["Duration", "Errors"] {
        let start = format!(r#"["AWS/Lambda", "{metric}", "FunctionName", ""#);
        let drawn =
            body.lines().filter_map(|line| line.trim().strip_prefix(&start)?.split('"').next());
        assert_eq!(drawn.collect::<BTreeSet<_>>(), names, "{metric}");
    }
}
