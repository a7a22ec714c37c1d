//! The strict verifier: every check has a name, a result and a sentence. Nothing is fetched.

use super::armour::{self, ArmourError, MOST_PASTE};
use super::begins::{self, Begins};
use super::contract_signature::Answer;
use super::envelope::{Opened, Tip};
use super::lock::looks_encrypted;
use super::payload::Payload;
use super::preflight::CLOCK_TOLERANCE_S;
use super::seal::Scheme;
use super::statement::{Statement, commitment, sha256};
use super::{laws, overrides, write};
use crate::case::CaseLibrary;
use crate::money::UnixSeconds;

/// What the reader of a tip knows.
#[derive(Clone, Debug)]
pub struct Expect<'a> {
    /// Now, by the reader's clock.
    pub now: UnixSeconds,
    /// The cases and portals that the reader knows.
    pub cases: &'a CaseLibrary,
}

/// The result of one check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It holds.
    Pass,
    /// It holds, and there is something to know.
    Warn,
    /// It does not hold: the tip is refused.
    Fail,
    /// It could not be looked at, because an earlier check failed.
    NotReached,
}

/// One named check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// Its stable name.
    pub name: &'static str,
    /// Its result.
    pub outcome: Outcome,
    /// What was found, naming the field.
    pub sentence: String,
}

/// What came of verifying.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Every check, in order.
    pub checks: Vec<Check>,
    /// The tip, where every field can be read; also when it is refused.
    pub tip: Option<Tip>,
}

/// The names of the checks, in their order.
pub const CHECKS: [&str; 14] = [
    "armour",
    "checksum",
    "structure",
    "payload",
    "digest",
    "statement",
    "signature",
    "signer",
    "commitment",
    "case",
    "portal",
    "times",
    "path",
    "evidence",
];

impl Verdict {
    /// Whether the tip is accepted.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.checks.iter().all(|check| matches!(check.outcome, Outcome::Pass | Outcome::Warn))
    }

    /// With what a node said of a contract wallet's signature.
    #[must_use]
    pub fn with_contract(mut self, said: &Answer) -> Self {
        let is_contract = self.tip.as_ref().is_some_and(|tip| tip.signature().scheme() == Scheme::Contract);
        let signer = self.tip.as_ref().map(|tip| tip.signer().to_string()).unwrap_or_default();
        for check in self.checks.iter_mut().filter(|check| is_contract && check.name == "signer" && check.outcome == Outcome::NotReached) {
            let Answer { valid, block, why } = said;
            (check.outcome, check.sentence) = if *valid {
                (Outcome::Pass, format!("Signed by the contract wallet {signer} (ERC-1271): it says so as of block {block}."))
            } else {
                (Outcome::Fail, format!("signer: this is no signature of the contract wallet {signer} as of block {block}: {why}."))
            };
        }
        self
    }

    /// The verdict in one line.
    #[must_use]
    pub fn summary(&self) -> String {
        let of = |outcome| self.checks.iter().filter(move |check| check.outcome == outcome);
        match (of(Outcome::Fail).next(), &self.tip) {
            (Some(failed), _) => format!("Refused: {}", failed.sentence),
            (None, Some(tip)) if self.is_valid() => {
                let warnings = match of(Outcome::Warn).count() {
                    0 => String::new(),
                    1 => " One thing to know is listed below.".to_owned(),
                    many => format!(" {many} things to know are listed below."),
                };
                format!("Valid: signed by {} on {}, unchanged since.{warnings}", tip.signer(), tip.statement().issued_at.minute())
            }
            // Without a failed check, only a contract wallet's signature is left open.
            _ => format!("Not decided: {}", of(Outcome::NotReached).next().map_or("", |check| check.sentence.as_str())),
        }
    }
}

struct Report {
    checks: Vec<Check>,
}

impl Report {
    fn add(&mut self, outcome: Outcome, sentence: impl Into<String>) {
        // The order of CHECKS is the order of the calls; a test counts them.
        let name = CHECKS.get(self.checks.len()).copied().unwrap_or("more");
        self.checks.push(Check { name, outcome, sentence: sentence.into() });
    }

    fn pass(&mut self, sentence: impl Into<String>) {
        self.add(Outcome::Pass, sentence);
    }

    fn fail(&mut self, sentence: impl Into<String>) {
        self.add(Outcome::Fail, sentence);
    }

    fn all(&mut self, wrong: &[String], right: impl Into<String>) {
        if wrong.is_empty() { self.pass(right) } else { self.fail(format!("{}.", wrong.join("; "))) }
    }

    fn finish(mut self, tip: Option<Tip>) -> Verdict {
        while self.checks.len() < CHECKS.len() {
            self.add(Outcome::NotReached, "Not looked at, because an earlier check failed.");
        }
        Verdict { checks: self.checks, tip }
    }
}

/// Verifies a pasted text: armour with anything around it, or the content of a `.tip.json` file.
#[must_use]
pub fn verify(text: &str, expect: &Expect<'_>) -> Verdict {
    let mut report = Report { checks: Vec::new() };
    let Some(bytes) = envelope_of(text, &mut report) else {
        return report.finish(None);
    };
    let opened = match Opened::read(&bytes) {
        Ok(opened) => opened,
        Err(error) => {
            report.fail(format!("{error}."));
            return report.finish(None);
        }
    };
    report.pass("The envelope holds exactly the members of a tip, in canonical form.");
    let payload = match opened.payload() {
        Ok(payload) => payload,
        Err(error) => {
            report.fail(format!("{error}."));
            return report.finish(None);
        }
    };
    report.pass("The payload holds exactly the fields of tip/1, in canonical form.");
    let statement = match opened.statement() {
        Ok(statement) => statement,
        Err(error) => {
            report.add(Outcome::NotReached, "The statement cannot be read.");
            report.fail(format!("{error}."));
            return report.finish(None);
        }
    };
    if !digest(&opened, &statement, &mut report) {
        // What somebody changed is not interpreted any further.
        return report.finish(opened.tip());
    }
    statement_agrees(&payload, &statement, &mut report);
    signed(&opened, &statement, &mut report);
    committed(&opened, &statement, &mut report);
    case_and_portal(&payload, &statement, expect, &mut report);
    times(&payload, &statement, expect, &mut report);
    let mut way = laws::way(&payload);
    way.extend(laws::totals(&payload));
    report.all(&way, way_sentence(&payload));
    let sources = payload.sources.len();
    let wrong = laws::evidence(&payload);
    let although = overrides::sentences(&payload);
    if wrong.is_empty() && !although.is_empty() {
        report.add(
            Outcome::Warn,
            format!("Every hop cites one of {sources} answers on record. It was signed although: {}", although.join(" ")),
        );
    } else {
        report.all(&wrong, format!("Every hop cites one of {sources} answers on record, and no limit is left out."));
    }
    report.finish(opened.tip())
}

/// Takes the envelope out of what was pasted.
fn envelope_of(text: &str, report: &mut Report) -> Option<Vec<u8>> {
    if text.trim_start_matches(['\u{feff}', ' ', '\n', '\r', '\t']).starts_with('{') {
        if text.len() > MOST_PASTE {
            report.fail(format!("{}.", ArmourError::TooLarge { bytes: text.len() }));
            return None;
        }
        report.pass("This is a .tip.json file, without armour.");
        report.pass("A file has no checksum of its own; the digest below covers it.");
        return Some(text.trim_matches(['\u{feff}', ' ', '\n', '\r', '\t']).as_bytes().to_vec());
    }
    match armour::decode(text) {
        Ok(bytes) => {
            report.pass("The tip stands whole between its markers.");
            report.pass("The checksum fits: no character was changed on the way.");
            Some(bytes)
        }
        Err(_) if looks_encrypted(text) => {
            report.fail("This is encrypted with age: open it first with `age -d`, then paste what comes out.");
            None
        }
        Err(error) => {
            if error.is_change() {
                report.pass("The tip stands between its markers.");
            }
            let mut sentence = error.to_string();
            sentence[..1].make_ascii_uppercase();
            report.fail(format!("{sentence}."));
            None
        }
    }
}

fn digest(opened: &Opened, statement: &Statement, report: &mut Report) -> bool {
    let fits = sha256(opened.payload_text().as_bytes()) == statement.tip_sha256;
    if fits {
        report.pass("statement.tipSha256 is the digest of the payload: not a byte of it was changed.");
    } else {
        report.fail("statement.tipSha256 is not the digest of the payload: one of them was changed after signing.");
    }
    fits
}

fn statement_agrees(payload: &Payload, statement: &Statement, report: &mut Report) {
    let mut wrong = Vec::new();
    if statement.case_id != payload.case.id {
        wrong.push(format!("statement.caseId: {:?} is not the payload's case, {:?}", statement.case_id, payload.case.id));
    }
    let headline = payload.headline();
    if statement.headline != headline {
        wrong.push(format!("statement.headline: the payload gives another line, {headline:?}"));
    }
    report.all(&wrong, format!("What was signed agrees with the payload: {headline}"));
}

fn signed(opened: &Opened, statement: &Statement, report: &mut Report) {
    let seal = match opened.seal() {
        Ok(seal) => {
            report.pass(seal.form());
            seal
        }
        Err(error) => {
            report.fail(format!("signature: {error}."));
            report.add(Outcome::NotReached, "There is no signature to compare with the signer.");
            return;
        }
    };
    match (seal.recover(statement), opened.signer()) {
        (Ok(Some(found)), Ok(signer)) if found == signer => report.pass(format!("Signed by {signer} ({}).", seal.scheme())),
        (Ok(None), Ok(signer)) => report.add(
            Outcome::NotReached,
            format!(
                "The signature is one of the contract wallet {signer} (ERC-1271); only a node of Ethereum can check it, and none was asked."
            ),
        ),
        (Ok(Some(found)), Ok(signer)) => report
            .fail(format!("signer: the signature is by {found}, not by {signer}: the statement, the signature or the signer was changed.")),
        (Err(error), _) => report.fail(format!("signature: {error}.")),
        (_, Err(error)) => report.fail(format!("signer: {error}.")),
    }
}

fn committed(opened: &Opened, statement: &Statement, report: &mut Report) {
    match (opened.salt(), opened.signer()) {
        (Ok(salt), Ok(signer)) if commitment(&salt, &signer, &statement.tip_sha256) == statement.commitment => {
            report.pass("The commitment opens: it was made by this signer for this payload.");
        }
        (Ok(_), Ok(_)) => report.fail("statement.commitment does not open with this salt, signer and payload."),
        (Err(error), _) => report.fail(format!("salt: {error}.")),
        (_, Err(error)) => report.fail(format!("signer: {error}.")),
    }
}

fn case_and_portal(payload: &Payload, statement: &Statement, expect: &Expect<'_>, report: &mut Report) {
    let case = match expect.cases.find(&payload.case.id) {
        Ok(case) => case,
        Err(error) => {
            report.fail(format!("payload.case.id: {error}."));
            report.add(Outcome::NotReached, "The portal of an unknown case is unknown.");
            return;
        }
    };
    let stands = |how: Begins| payload.case.seeds.iter().find(|seed| begins::judge(case, payload, seed) == how);
    let unknown = stands(Begins::No);
    match unknown {
        Some(seed) => report.fail(format!("payload.case.seeds: {} is no transaction of the theft of {}.", seed.tx, case.name)),
        None if let Some(seed) = stands(Begins::Inside) => report.add(
            Outcome::Warn,
            format!("The case is {}. Whether one of its addresses paid into {} is seen on the chain only.", case.name, seed.tx),
        ),
        None if write::pack_of(case).is_ok_and(|pack| pack == payload.case.pack) => {
            report.pass(format!("The case is {}, in the edition that this page has.", case.name));
        }
        None => report.add(
            Outcome::Warn,
            format!("The case is {}, but the tip was written with another edition of the case file (payload.case.pack).", case.name),
        ),
    }
    if statement.portal == case.portal {
        report.pass(if case.portal.is_empty() { "The case has no portal.".to_owned() } else { format!("Written for {}.", case.portal) });
    } else {
        let given: String = statement.portal.chars().take(80).collect();
        report.fail(format!("statement.portal: {given:?} is not the portal of the case, {:?}.", case.portal));
    }
}

fn times(payload: &Payload, statement: &Statement, expect: &Expect<'_>, report: &mut Report) {
    let issued = statement.issued_at;
    let newest = payload.claim.read_at.max(payload.claim.as_of_time);
    if issued.get() > expect.now.get().saturating_add(CLOCK_TOLERANCE_S) {
        report
            .fail(format!("statement.issuedAt: the tip is from the future, {issued}; your clock says {}. Check both clocks.", expect.now));
    } else if newest.get() > issued.get().saturating_add(CLOCK_TOLERANCE_S) {
        report.fail(format!("statement.issuedAt: the tip says it was signed on {issued}, before its newest evidence, {newest}."));
    } else if statement.submit_by < expect.now {
        report.add(
            Outcome::Warn,
            format!("statement.submitBy: it was to be submitted by {}; ask whether it is a replay.", statement.submit_by),
        );
    } else {
        report.pass(format!("Signed on {issued}, after its newest evidence; to be submitted by {}.", statement.submit_by));
    }
}

fn way_sentence(payload: &Payload) -> String {
    let hops = payload.hops.len();
    let leads = if hops == 1 { "hop leads" } else { "hops lead" };
    let links: Vec<String> =
        payload.hops.iter().filter_map(|hop| hop.link.as_ref()).map(|link| link.via.chars().take(60).collect()).collect();
    let over = match links.len() {
        0 => String::new(),
        1 => format!(", over one link ({}) that rests on a record", links[0]),
        count => format!(", over {count} links ({}) that rest on records", links.join(", ")),
    };
    format!("{hops} {leads} from the theft to the claim without a gap{over}, and the equation holds.")
}
