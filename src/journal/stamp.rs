//! Time stamps under way: whom to ask for a promise, for the rest of the way, for a block's header, and what came of it.
//! Pure; the worker carries.
//!
//! A calendar sees a salted digest and nothing else; the explorer that is asked for a block sees its height. Every silence
//! is a sentence, and one calendar's silence does not stop another.

use serde::{Deserialize, Serialize};

use super::FetchFailure;
use crate::explorer::base::Base;
use crate::explorer::esplora::{block_name, block_name_request, header_request};
use crate::explorer::service::{Kind, service};
use crate::explorer::source::Source;
use crate::explorer::support::opentimestamps::{
    Attestation, Header, Promise, Proof, Stamp, Timestamp, calendar_of, calendars, completion_request,
};
use crate::explorer::text::cut;
use crate::explorer::{HttpAnswer, HttpRequest};
use crate::money::UnixSeconds;

/// Promises that a stamp is content with.
const ENOUGH: usize = 2;
/// The most promises of one proof that are asked about at once.
const MOST_PROMISES: usize = 16;

/// A calendar's answer as it came: bytes, not text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BytesAnswer {
    /// The status code.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
}

/// A digest on its way to the calendars.
#[derive(Clone, Debug)]
pub struct Posting {
    stamp: Stamp,
    /// Not asked yet, the next one last.
    left: Vec<&'static Base>,
    promised: Vec<Timestamp>,
    said: Vec<String>,
}

impl Posting {
    /// Begins with a salted digest.
    #[must_use]
    pub fn new(stamp: Stamp) -> Self {
        let mut left = calendars();
        left.reverse();
        Self { stamp, left, promised: Vec::new(), said: Vec::new() }
    }

    /// What to post next, as bytes; `None` where two have promised or nobody is left.
    pub fn ask(&mut self) -> Option<HttpRequest> {
        if self.promised.len() >= ENOUGH {
            return None;
        }
        self.left.pop().map(|calendar| self.stamp.request(calendar))
    }

    /// Takes the answer to what was posted.
    pub fn take(&mut self, request: &HttpRequest, answer: Result<BytesAnswer, FetchFailure>) {
        let host = request.host();
        match answer.map_err(|why| why.sentence().to_owned()).and_then(|answer| promised(&answer, &self.stamp.body())) {
            Ok(promise) => {
                self.said.push(format!("{host} has promised."));
                self.promised.push(promise);
            }
            Err(why) => self.said.push(format!("{host}: {why}.")),
        }
    }

    /// The proof, where anybody promised; and what each host said, in sentences.
    #[must_use]
    pub fn done(self) -> (Option<Proof>, Vec<String>) {
        (self.stamp.proof(self.promised), self.said)
    }
}

/// What a calendar answered, where it is a promise over the posted bytes.
fn promised(answer: &BytesAnswer, posted: &[u8; 32]) -> Result<Timestamp, String> {
    if answer.status != 200 {
        return Err(refusal(answer));
    }
    let timestamp = Timestamp::read(&answer.body).map_err(|error| error.to_string())?;
    let promises = |(message, attestation): &(Option<Vec<u8>>, &Attestation)| {
        message.is_some() && matches!(attestation, Attestation::Pending(_) | Attestation::Bitcoin(_))
    };
    if timestamp.attested(posted).iter().any(promises) { Ok(timestamp) } else { Err("it answered without a promise".to_owned()) }
}

fn refusal(answer: &BytesAnswer) -> String {
    let words = cut(String::from_utf8_lossy(&answer.body).trim());
    let words = if words.is_empty() { words } else { format!(" ({words:?})") };
    format!("it answered with status {}{words}", answer.status)
}

/// A proof whose promises are being asked about.
#[derive(Clone, Debug)]
pub struct Completing {
    proof: Proof,
    /// Not asked about yet, the next one last.
    left: Vec<Promise>,
    asked: Option<Promise>,
    said: Vec<String>,
}

impl Completing {
    /// Begins with a proof as it is.
    #[must_use]
    pub fn new(proof: Proof) -> Self {
        let mut left = proof.promises();
        left.dedup();
        left.truncate(MOST_PROMISES);
        left.reverse();
        Self { proof, left, asked: None, said: Vec::new() }
    }

    /// What to ask next; `None` where nothing is left. A calendar that is not in the table is not asked.
    pub fn ask(&mut self) -> Option<HttpRequest> {
        while let Some(promise) = self.left.pop() {
            if let Some(calendar) = calendar_of(&promise) {
                let request = completion_request(calendar, &promise);
                self.asked = Some(promise);
                return Some(request);
            }
            let uri = cut(&promise.uri);
            self.said.push(format!("{uri} is not a calendar that Spoor asks. The ots program can: ots upgrade, with the saved files."));
        }
        None
    }

    /// Takes the answer to what was asked.
    pub fn take(&mut self, request: &HttpRequest, answer: Result<BytesAnswer, FetchFailure>) {
        let Some(promise) = self.asked.take() else { return };
        let host = request.host();
        let sentence = match answer {
            Ok(answer) if answer.status == 200 => match self.proof.complete(&promise, &answer.body) {
                Ok(true) => format!("{host} has kept its promise."),
                Ok(false) => format!("{host} answered, and no Bitcoin block is named in it."),
                Err(error) => format!("{host}: {error}."),
            },
            Ok(answer) if answer.status == 404 => format!("{host}: not yet; {}. Ask again in some hours.", refusal(&answer)),
            Ok(answer) => format!("{host}: {}.", refusal(&answer)),
            // A calendar's "not yet" comes without the permission that a page needs to read it.
            Err(FetchFailure::Opaque) => {
                format!("{host}: no answer that a page may read. Most often that means: not in Bitcoin yet. Ask again in some hours.")
            }
            Err(why) => format!("{host}: {}.", why.sentence()),
        };
        self.said.push(sentence);
    }

    /// The proof as it stands now, and what each host said, in sentences.
    #[must_use]
    pub fn done(self) -> (Proof, Vec<String>) {
        (self.proof, self.said)
    }
}

/// A block's header that was got for a time stamp, with who gave it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptHeader {
    /// The height, as that explorer says.
    pub height: u64,
    /// The hash.
    pub hash: String,
    /// The 80 bytes in hexadecimal.
    pub raw: String,
    /// Who gave it.
    pub by: String,
    /// When, by the visitor's clock.
    pub at: UnixSeconds,
}

impl KeptHeader {
    /// The header; checked anew, because storage is not taken at its word either.
    #[must_use]
    pub fn header(&self) -> Option<Header> {
        Header::read(self.height, &self.hash, &self.raw).ok()
    }
}

/// The header of a block being asked for.
#[derive(Clone, Debug)]
pub struct Checking {
    height: u64,
    /// The Merkle roots that the proof says it has.
    roots: Vec<[u8; 32]>,
    /// Not asked yet, the next one last.
    left: Vec<Base>,
    /// Who is asked, and the block's hash once it is known.
    asking: Option<(Base, Option<String>)>,
    found: Option<(Header, String)>,
    said: Vec<String>,
}

impl Checking {
    /// Begins with the first block that a proof names, and explorers in the visitor's order as settings name them; `None`
    /// where it names none.
    #[must_use]
    pub fn new(proof: &Proof, explorers: &[String]) -> Option<Self> {
        let blocks = proof.blocks();
        let height = blocks.first()?.0;
        let roots = blocks.iter().filter(|(other, _)| *other == height).map(|(_, root)| *root).collect();
        let mut left: Vec<Base> = explorers.iter().filter_map(|name| esplora(name)).collect();
        let nobody = "Nobody may be asked for the block's header: switch on an Esplora explorer of Bitcoin in Settings.";
        let said = if left.is_empty() { vec![nobody.to_owned()] } else { Vec::new() };
        left.reverse();
        Some(Self { height, roots, left, asking: None, found: None, said })
    }

    /// What to ask next; `None` where the header is there or nobody is left.
    pub fn ask(&mut self) -> Option<HttpRequest> {
        if self.asking.is_none() {
            if self.found.as_ref().is_some_and(|(header, _)| self.holds(header)) {
                return None;
            }
            self.asking = Some((self.left.pop()?, None));
        }
        let (base, name) = self.asking.as_ref()?;
        Some(match name {
            None => block_name_request(base, self.height),
            Some(name) => header_request(base, name),
        })
    }

    /// Takes the answer to what was asked.
    pub fn take(&mut self, answer: Result<HttpAnswer, FetchFailure>) {
        let Some((base, name)) = self.asking.take() else { return };
        let host = base.host().to_owned();
        match self.read(name.as_deref(), answer) {
            Ok(Some(name)) => self.asking = Some((base, Some(name))),
            Ok(None) => {}
            Err(why) => self.said.push(format!("{host}: {why}.")),
        }
        if let Some((_, by)) = &mut self.found
            && by.is_empty()
        {
            *by = host;
        }
    }

    /// The block's name, or `None` where its header was read.
    fn read(&mut self, name: Option<&str>, answer: Result<HttpAnswer, FetchFailure>) -> Result<Option<String>, String> {
        let answer = answer.map_err(|why| why.sentence().to_owned())?;
        let Some(name) = name else { return block_name(&answer).map(Some).map_err(|error| error.to_string()) };
        if answer.status != 200 {
            return Err(format!("it answered with status {} for the header", answer.status));
        }
        let header = Header::read(self.height, name, &answer.body).map_err(|error| error.to_string())?;
        // A block that is not the one does not take the place of one that is; another explorer may know better.
        if self.found.is_none() || self.holds(&header) {
            self.found = Some((header, String::new()));
        }
        Ok(None)
    }

    fn holds(&self, header: &Header) -> bool {
        self.roots.contains(&header.merkle_root())
    }

    /// The header with who gave it, and why others did not, in sentences.
    #[must_use]
    pub fn done(self, at: UnixSeconds) -> (Option<KeptHeader>, Vec<String>) {
        let kept = self.found.map(|(header, by)| KeptHeader { height: header.height(), hash: header.name(), raw: header.to_hex(), by, at });
        (kept, self.said)
    }
}

/// Where an explorer speaks Esplora about Bitcoin.
fn esplora(name: &str) -> Option<Base> {
    match name.parse::<Source>().ok()? {
        Source::Service(id) => service(&id).filter(|service| service.kind == Kind::Esplora)?.base.clone(),
        Source::Own { kind: Kind::Esplora, base } => Some(base),
        Source::Own { .. } | Source::Recorded => None,
    }
}

#[cfg(test)]
mod tests;
