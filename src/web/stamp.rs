//! The worker's errands for the visitor's own tips: keeping them, and asking calendars and explorers after a press.

use alloy_primitives::hex;

use super::clock;
use super::entropy::random;
use super::store::StoreError;
use super::worker::Worker;
use crate::explorer::support::opentimestamps::{Proof, Stamp};
use crate::journal::Report;
use crate::journal::stamp::{Checking, Completing, KeptHeader, Posting};
use crate::journal::tips::{Ask, KeptTip, Told};

impl Worker {
    pub(super) async fn about_tips(&self, ask: Ask) -> Result<(), String> {
        match ask {
            Ask::All => match self.tips.all().await {
                Ok(tips) => self.tell_tips(Told::All(tips)),
                Err(error) => self.tell_tips(Told::Unkept(unkept(&error))),
            },
            Ask::Keep(tip) => self.put_tip(*tip, |_| {}).await,
            Ask::Mark { tip, mark } => self.put_tip(*tip, |tip| tip.mark(mark, clock::now_s())).await,
            Ask::Stamp(tip) => {
                let commitment = tip.commitment.clone();
                self.tell_tips(Told::Busy { commitment: commitment.clone(), busy: true });
                self.stamp(*tip).await;
                self.tell_tips(Told::Busy { commitment, busy: false });
            }
            Ask::Complete { commitment, explorers } => {
                self.tell_tips(Told::Busy { commitment: commitment.clone(), busy: true });
                self.complete(&commitment, &explorers).await;
                self.tell_tips(Told::Busy { commitment, busy: false });
            }
            Ask::Forget { commitment } => {
                self.tips.drop_one(&commitment).await.map_err(|error| format!("The tip was not forgotten: {error}."))?;
                self.tell_tips(Told::Gone(commitment));
            }
        }
        Ok(())
    }

    fn tell_tips(&self, told: Told) {
        self.report(&Report::Tips(told));
    }

    async fn put_tip(&self, tip: KeptTip, change: impl FnOnce(&mut KeptTip)) {
        let (now, written) = self.tips.put(tip, change).await;
        self.tell_tips(Told::One(Box::new(now)));
        if let Err(error) = written {
            self.tell_tips(Told::Unkept(unkept(&error)));
        }
    }

    /// Posts the card's salted digest to calendars until two have promised.
    async fn stamp(&self, tip: KeptTip) {
        let Ok(nonce) = random() else {
            return self
                .put_tip(tip, |tip| {
                    tip.said = vec!["This browser gives no random bytes, so the digest cannot be hidden: nothing was asked.".to_owned()]
                })
                .await;
        };
        let stamp = Stamp::new(tip.card_sha256(), nonce);
        let mut posting = Posting::new(stamp);
        while let Some(request) = posting.ask() {
            let answer = self.ask_bytes(&request, hex::encode(stamp.body())).await;
            posting.take(&request, answer);
        }
        let (proof, said) = posting.done();
        let change = |tip: &mut KeptTip| {
            if let Some(proof) = proof {
                tip.stamped(proof, clock::now_s());
            }
            tip.said = said;
        };
        self.put_tip(tip, change).await;
    }

    /// Asks for what was promised, then for the header of the block that is named.
    async fn complete(&self, commitment: &str, explorers: &[String]) {
        let Some(tip) = self.tips.one(commitment).await else { return };
        let Some(Ok(proof)) = tip.stamp.as_ref().map(crate::journal::tips::KeptStamp::proof) else { return };
        let mut completing = Completing::new(proof);
        while let Some(request) = completing.ask() {
            let about = request.url.rsplit('/').next().unwrap_or_default().to_owned();
            let answer = self.ask_bytes(&request, about).await;
            completing.take(&request, answer);
        }
        let (proof, mut said) = completing.done();
        let (header, why) = self.header_of(&proof, explorers).await;
        said.extend(why);
        let change = |tip: &mut KeptTip| {
            tip.stamped(proof, clock::now_s());
            if let (Some(stamp), Some(header)) = (&mut tip.stamp, header) {
                stamp.header = Some(header);
            }
            tip.said = said;
        };
        self.put_tip(tip, change).await;
    }

    /// Asks for the header of the block that somebody's time stamp names, and tells it.
    pub(super) async fn tell_header(&self, proof: &str, explorers: &[String]) {
        let proof = hex::decode(proof).ok().and_then(|bytes| Proof::read(&bytes).ok());
        let (header, said) = match proof {
            Some(proof) => self.header_of(&proof, explorers).await,
            None => (None, Vec::new()),
        };
        self.report(&Report::Header { header, said });
    }

    /// Asks for the header of the block that a proof names, one explorer after the other; with why some gave none.
    async fn header_of(&self, proof: &Proof, explorers: &[String]) -> (Option<KeptHeader>, Vec<String>) {
        let Some(mut checking) = Checking::new(proof, explorers) else { return (None, Vec::new()) };
        while let Some(request) = checking.ask() {
            let about = request.url.rsplit('/').next().unwrap_or_default().to_owned();
            let answer = self.ask_now(&request, about).await;
            checking.take(answer);
        }
        checking.done(clock::now_s())
    }
}

fn unkept(error: &StoreError) -> String {
    format!("Your signed tips are not kept after you close this page: {error}. Save the tip, the card and the time stamp as files.")
}
