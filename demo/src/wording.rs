//! The texts that AI tools suggest, and the texts that agents send.

use crate::rng::Rng;

/// Suggestions of the writing tool.
const DRAFTS: [&str; 10] = [
    "Thank you for your patience. Your oak side table left our workshop this morning. You will get a tracking link today.",
    "Good news, the linen cushion covers are back in stock. I have put two of them aside for you. They are kept for three days.",
    "I am sorry that the vase arrived chipped. A new one is on its way to you. Please keep or recycle the other one.",
    "The walnut shelf is 90 cm wide and 24 cm deep. It carries up to 15 kg on a brick wall. The fittings are included.",
    "We are open every day from 10 in the morning until 8 in the evening. Parking is free for our customers.",
    "Your return has reached us. The refund will be on your card within five working days. Thank you for letting us know.",
    "I have changed your delivery to Saturday between 9 and 12. Our driver will call you half an hour before.",
    "The floor lamp takes a standard bulb up to 40 watts. A warm white one suits the shade best.",
    "As a trade customer you get fifteen percent off all furniture. I have added the discount to your account.",
    "您好,您訂購的橡木邊桌今天早上已經出貨。稍後會傳送物流追蹤連結給您。感謝您的耐心等候。",
];

/// Suggestions of the reply tool, from the business's documents.
const ANSWERS: [&str; 10] = [
    "You can return unused goods within 30 days. Start the return in your account and print the label. Shipping is free for orders above 50 dollars.",
    "Oiled oak likes a thin coat of oil twice a year. Wipe spills at once and avoid wet cloths. Do not use cleaners with alcohol.",
    "Delivery within the city takes one to two working days. Large furniture is brought to the room of your choice. You choose the slot yourself.",
    "Linen can be washed at 40 degrees. Dry it on the line and iron it while damp. It becomes softer with every wash.",
    "Gift cards are valid for three years. They can be used in the shop and online. The balance is shown at the checkout.",
    "We repair what we sell. Send us a photo of the damage and we will tell you what it costs. Most repairs take two weeks.",
    "Orders can be changed until they are packed. After that please refuse the parcel or return it. The refund is made at once.",
    "All our wood comes from certified forests in Japan and Sweden. The certificate number is on the underside of each piece.",
    "The warranty covers furniture for five years and lamps for two. Please keep your receipt or your order number.",
    "訂單出貨後三十天內可以辦理退貨。請在會員中心填寫申請並列印標籤。退款會在五個工作天內完成。",
];

/// Greetings that agents put before a suggestion.
const GREETINGS: [&str; 5] =
    ["Hi! ", "Hello there, ", "Good day! ", "Hi, it's me again. ", "您好! "];

/// Sentences of their own that agents end with.
const CLOSINGS: [&str; 6] = [
    "Let me know if I can do more.",
    "Have a lovely day!",
    "Just write to me here if anything is unclear.",
    "Is there anything else?",
    "I will keep an eye on it for you.",
    "若有其他問題,歡迎隨時告訴我們。",
];

/// An AI tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tool {
    Writer,
    DocReply,
}

impl Tool {
    /// The name in records.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Writer => "ai_writer",
            Self::DocReply => "doc_reply",
        }
    }

    /// A suggestion of this tool.
    pub(crate) fn suggestion(self, rng: &mut Rng) -> &'static str {
        match self {
            Self::Writer => rng.pick::<&str>(&DRAFTS),
            Self::DocReply => rng.pick::<&str>(&ANSWERS),
        }
    }

    /// The text that the agent sends. Agents mostly keep the suggestions of the writing tool, and change those of the
    /// reply tool more often.
    pub(crate) fn sent(self, rng: &mut Rng, suggestion: &str) -> String {
        let [kept, greeted, closed, reworked] = match self {
            Self::Writer => [0.28, 0.36, 0.25, 0.08],
            Self::DocReply => [0.18, 0.18, 0.34, 0.20],
        };
        let sentences: Vec<_> = suggestion.split_inclusive(['.', '。']).collect();
        let (first, last) = (sentences[0].trim(), sentences.len().saturating_sub(1));
        let closing = *rng.pick(&CLOSINGS);
        let mut left = rng.unit();
        let mut next = |share: f64| {
            left -= share;
            left < 0.0
        };
        if next(kept) {
            suggestion.to_owned()
        } else if next(greeted) {
            format!("{}{suggestion}", rng.pick(&GREETINGS))
        } else if next(closed) {
            format!("{} {closing}", sentences[..last].concat().trim())
        } else if next(reworked) {
            format!("{first} {closing}")
        } else {
            closing.to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sent_is_the_suggestion_or_an_edit_of_it() {
        let mut rng = Rng::of(&[7]);
        let suggestion = Tool::DocReply.suggestion(&mut rng);
        let sent: Vec<_> = (0..100).map(|_| Tool::DocReply.sent(&mut rng, suggestion)).collect();
        assert!(sent.iter().any(|text| text == suggestion));
        assert!(sent.iter().any(|text| text != suggestion && text.ends_with(suggestion)));
        assert!(sent.iter().any(|text| !text.contains(&suggestion[..20])));
    }
}
