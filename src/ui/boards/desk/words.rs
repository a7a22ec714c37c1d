//! What the desk says of a document, in words.

use crate::board::desk::{Advice, Flag, Item, Standing, Whom};
use crate::tip::ClaimKind;
use crate::tip::recheck::Standing as OnChain;
use crate::ui::hostile;

/// The most characters of a sentence that quotes others.
const LONGEST: usize = 600;

/// Another tip, by its name on the screen.
#[must_use]
pub fn whom(whom: &Whom) -> String {
    match whom {
        Whom::Item(number) => format!("document {number}"),
        Whom::Entry(number) => format!("entry {number}"),
    }
}

/// A flag: a word or two, and the sentence.
#[must_use]
pub fn flag(flag: &Flag) -> (&'static str, String) {
    let plain = |text: &str| hostile::plain(text, LONGEST);
    match flag {
        Flag::InFeed { entry, decided: Some(word) } => {
            ("decided", format!("It is in the feed, entry {entry}, and was decided: {}.", plain(word)))
        }
        Flag::InFeed { entry, decided: None } => ("received", format!("It is in the feed, entry {entry}, and waits for a decision.")),
        Flag::Duplicate { of } => ("duplicate", format!("The same signer told the same before: {}.", whom(of))),
        Flag::Copy { of, same_words: true } => ("copy", format!("The payload of {}, byte by byte, under another signature.", whom(of))),
        Flag::Copy { of, same_words: false } => ("copy", format!("Somebody else told the same before: {}.", whom(of))),
        Flag::Tied { with } => ("tied", format!("{} tells the same, and nothing proves who was first.", whom(with))),
        Flag::Before { entry } => ("earlier", format!("It is proven to be earlier than entry {entry}, which was verified.")),
        Flag::OtherCase { case } => ("other case", format!("This feed takes no tips on {:?}.", plain(case))),
        Flag::Public { lists, new } => ("public", plain(&format!("{lists} {}", new.as_deref().unwrap_or("Nothing in it is new.")))),
        Flag::Gone => ("gone", "By its own word, the money had left already.".to_owned()),
        Flag::PartlyGone => ("partly gone", "By its own word, a part of the money had left.".to_owned()),
        Flag::Frozen => ("frozen", "By its own word, it was frozen already.".to_owned()),
        Flag::NotLooked => ("not looked up", "Whether the money is still there was not looked up.".to_owned()),
        Flag::Late { by } => ("late", format!("It was to be handed in by {}.", by.minute())),
        Flag::Although { why } => ("set aside", plain(&format!("It was signed although checks stood against it: {}", why.join(" / ")))),
        Flag::Weak { tier } => ("weak step", format!("The weakest step of its way is {}, not observed.", plain(tier))),
        Flag::NobodyNamed => ("nobody named", "It names nobody who could stop the money.".to_owned()),
    }
}

/// How a document stands on the chain, once it was checked there.
#[must_use]
pub const fn on_chain(standing: OnChain) -> &'static str {
    match standing {
        OnChain::Confirmed => "confirmed on chain",
        OnChain::Partly => "not all could be read on chain",
        OnChain::Refuted => "refuted on chain",
    }
}

/// How a document stands, in a word or two.
#[must_use]
pub fn standing(standing: &Standing) -> String {
    match standing {
        Standing::Valid => "valid".to_owned(),
        Standing::Refused { check, signed: true, .. } => format!("fails: {check}"),
        Standing::Refused { check, .. } => format!("not valid: {check}"),
        Standing::Contract => "contract wallet".to_owned(),
        Standing::Encrypted { why: None } => "encrypted".to_owned(),
        Standing::Encrypted { why: Some(_) } => "stays closed".to_owned(),
        Standing::NoTip { .. } => "no tip".to_owned(),
    }
}

/// What is suggested, in a word.
#[must_use]
pub const fn advice(advice: &Advice) -> &'static str {
    match advice {
        Advice::Accept => "accept",
        Advice::Refuse { .. } => "refuse",
        Advice::Look => "look",
        Advice::Leave => "leave",
    }
}

/// The claim in one line, or what the document is instead.
#[must_use]
pub fn claim(item: &Item) -> String {
    let Some(told) = &item.told else {
        return match &item.standing {
            Standing::NoTip { why } | Standing::Refused { why, .. } | Standing::Encrypted { why: Some(why) } => hostile::plain(why, 200),
            _ => format!("Encrypted, in {}", hostile::plain(&item.from.name, 60)),
        };
    };
    format!(
        "{} of the theft at {}, {}",
        hostile::plain(&told.coins, 60),
        place(told.kind),
        hostile::plain(&told.at.address().to_string(), 120)
    )
}

/// A kind of place, in words.
#[must_use]
pub const fn place(kind: ClaimKind) -> &'static str {
    match kind {
        ClaimKind::AtExchange => "an exchange",
        ClaimKind::AtDepositAddress => "a deposit address",
        ClaimKind::AtAddress => "an address",
        ClaimKind::FreezableByIssuer => "an address the issuer can freeze",
        ClaimKind::BridgeOut => "a bridge",
        ClaimKind::InMixer => "a mixer",
        ClaimKind::AtService => "a service",
    }
}
