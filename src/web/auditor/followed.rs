//! One feed that is followed: taken up from what is kept, read, checked in slices, kept, and read again from time to time.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use gloo_timers::future::TimeoutFuture;
use js_sys::Promise;
use wasm_bindgen_futures::spawn_local;
use web_sys::{AbortController, File};

use super::inside::Inside;
use super::kept::Kept;
use super::reach::{Manners, Reach, arrived};
use crate::board::follow::{Cost, End, Follower, Keep, Next, Schedule, Source};
use crate::board::message::{Progress, Stage, Told};
use crate::board::{Hash, Tally, Want};
use crate::money::{Address, UnixSeconds};
use crate::web::clock;
use crate::web::entropy;

/// Signatures that are checked before the clock is looked at.
const SLICE: usize = 256;
/// How long the worker is deaf, in milliseconds.
const DEAF_MS: u64 = 60;
/// How often the page is told how far it is.
const TOLD_MS: u64 = 100;
/// Bytes that are taken before their signatures are checked.
const PIECE: usize = 256 * 1024;
/// Files that are fetched at the same time.
const AT_ONCE: usize = 4;

/// A followed feed.
pub(super) struct Followed {
    inside: Rc<Inside>,
    source: Source,
    reach: Reach,
    abort: AbortController,
    follower: RefCell<Follower>,
    schedule: RefCell<Schedule>,
    kept: RefCell<Kept>,
    cost: RefCell<Cost>,
    timer: RefCell<Option<Timeout>>,
    gone: Cell<bool>,
    /// The newest line of the board that the page has.
    shown: Cell<Hash>,
    told_ms: Cell<u64>,
    listened_ms: Cell<u64>,
}

/// The reading was broken off: the feed is not followed any more.
struct Gone;

impl Followed {
    pub(super) fn new(inside: &Rc<Inside>, source: Source, files: Vec<File>, abort: AbortController) -> Rc<Self> {
        let own = Rc::clone(inside);
        let tell: Rc<dyn Fn(&Told)> = Rc::new(move |told| own.tell(told));
        let seed = entropy::random::<8>().map_or(0, u64::from_be_bytes);
        Rc::new(Self {
            inside: Rc::clone(inside),
            reach: Reach::new(&source, files, abort.signal(), tell),
            kept: RefCell::new(Kept::new(inside.database.clone(), source.key())),
            source,
            abort,
            follower: RefCell::default(),
            schedule: RefCell::new(Schedule::new(seed)),
            cost: RefCell::default(),
            timer: RefCell::default(),
            gone: Cell::new(false),
            shown: Cell::new(Hash::NONE),
            told_ms: Cell::new(0),
            listened_ms: Cell::new(0),
        })
    }

    /// Ends it: nothing is asked or told any more.
    pub(super) fn let_go(&self) {
        self.gone.set(true);
        self.timer.take();
        self.abort.abort();
    }

    pub(super) fn with_tally<T>(&self, act: impl FnOnce(&Tally) -> T) -> Option<T> {
        self.follower.borrow().tally().map(act)
    }

    /// Takes up what an earlier visit kept, shows it, and reads what is there now.
    pub(super) fn open(self: Rc<Self>) {
        self.schedule.borrow_mut().begin();
        spawn_local(async move {
            if self.take_up().await.is_ok() {
                self.read().await;
            }
        });
    }

    /// Somebody presses.
    pub(super) fn again(self: Rc<Self>) {
        if !self.source.can_be_polled() {
            return self.inside.refuse("Files are read once; choose them again to read what is in them now.".to_owned());
        }
        let may = self.schedule.borrow().press(clock::now().ms);
        match may {
            Ok(()) => self.go(),
            Err(soon) => self.inside.refuse(format!("The feed was not asked again: {soon}.")),
        }
    }

    fn go(self: Rc<Self>) {
        self.timer.take();
        self.schedule.borrow_mut().begin();
        spawn_local(async move { self.read().await });
    }

    /// Whether it is looked at, and the visitor's switch.
    pub(super) fn poll(self: &Rc<Self>, visible: bool, on: bool) {
        let on = on && self.source.can_be_polled();
        {
            let mut schedule = self.schedule.borrow_mut();
            schedule.show(visible);
            schedule.switch(on);
        }
        self.set_timer();
    }

    /// Takes another publisher's key, which the feed was refused for.
    pub(super) fn trust(self: Rc<Self>, key: Address) {
        let named =
            self.follower.borrow().state(self.source.clone(), Cost::default()).problems.into_iter().find_map(|problem| problem.other_key);
        if named != Some(key.clone()) {
            return self.inside.refuse("This is not the key that the feed was refused for; read it again first.".to_owned());
        }
        spawn_local(async move {
            self.forget_kept().await;
            *self.follower.borrow_mut() = Follower::pinned_to(key, clock::now_s());
            self.go();
        });
    }

    /// Removes what is kept of it, and lets go.
    pub(super) fn forget(self: Rc<Self>) {
        spawn_local(async move {
            if self.forget_kept().await {
                self.inside.unfollow();
            }
        });
    }

    async fn forget_kept(&self) -> bool {
        let mut kept = self.kept.borrow().clone();
        match kept.forget().await {
            Ok(()) => {
                *self.kept.borrow_mut() = kept;
                true
            }
            Err(error) => {
                self.inside.refuse(format!(
                    "What this browser kept of the feed was not removed: {error}. Remove this page's data in the browser's own settings."
                ));
                false
            }
        }
    }

    async fn take_up(&self) -> Result<(), Gone> {
        let mut kept = self.kept.borrow().clone();
        let head = kept.load().await;
        let has_lines = kept.pieces() > 0;
        *self.kept.borrow_mut() = kept;
        match head {
            Ok(None) => return Ok(()),
            Ok(Some(head)) => {
                // What cannot be read is as if it were not there.
                if self.follower.borrow_mut().take_up(&head, has_lines).is_err() {
                    return Ok(());
                }
            }
            Err(error) => self.cost.borrow_mut().unkept = Some(error.to_string()),
        }
        let begun = self.follower.borrow_mut().begin_kept(clock::now_s());
        if begun == Some(Next::Recall) {
            self.recall().await?;
            let end = self.follower.borrow_mut().end(clock::now_s());
            if matches!(end, End::Good(_)) {
                self.tell_all();
            }
        }
        Ok(())
    }

    /// Gives the follower the lines that are kept.
    async fn recall(&self) -> Result<(), Gone> {
        let kept = self.kept.borrow().clone();
        for number in 0..kept.pieces() {
            // A piece that cannot be read is missing, which the follower notices.
            let piece = kept.piece(number).await.unwrap_or_default();
            for part in piece.chunks(PIECE) {
                self.follower.borrow_mut().recall(part);
                self.listen().await?;
            }
        }
        Ok(())
    }

    /// One attempt: asks, checks, keeps, tells.
    async fn read(self: Rc<Self>) {
        self.progress_of(Stage::Fetch);
        let attempt = self.attempt().await;
        let Manners { retry_after_ms, max_age_s, requests, bytes } = self.reach.take_manners();
        let now = clock::now().ms;
        {
            let mut schedule = self.schedule.borrow_mut();
            match attempt {
                Err(Gone) => return,
                Ok(true) => schedule.answered(now, max_age_s),
                Ok(false) => schedule.failed(now, retry_after_ms),
            }
            let next = schedule.wait_ms(now).map(|wait| UnixSeconds::new((now + wait) / 1_000));
            let mut cost = self.cost.borrow_mut();
            (cost.requests, cost.bytes, cost.next) = (requests, bytes, next);
        }
        self.tell_all();
        self.set_timer();
    }

    /// Whether what is there now holds.
    async fn attempt(&self) -> Result<bool, Gone> {
        let index = self.reach.index().await;
        self.still_here()?;
        let index = match index {
            Ok(index) => index,
            Err(why) => {
                self.follower.borrow_mut().unreachable(&why, clock::now_s());
                return Ok(false);
            }
        };
        let mut next = self.follower.borrow_mut().begin(&index, clock::now_s());
        loop {
            match next {
                Next::Unchanged => return Ok(true),
                Next::Refused => return Ok(false),
                Next::Recall => self.recall().await?,
                Next::Read => {}
            }
            if let Err(why) = self.read_files().await? {
                self.follower.borrow_mut().unreachable(&why, clock::now_s());
                return Ok(false);
            }
            if self.reach.is_at_rest() {
                self.follower.borrow_mut().at_rest();
            }
            let end = self.follower.borrow_mut().end(clock::now_s());
            match end {
                End::Again => next = self.follower.borrow_mut().anew(clock::now_s()),
                End::Refused => return Ok(false),
                End::Good(keep) => {
                    if let Some(keep) = keep {
                        self.keep(keep).await;
                    }
                    self.still_here()?;
                    return Ok(true);
                }
            }
        }
    }

    /// Reads the files that are wanted, the next ones while this one is checked.
    async fn read_files(&self) -> Result<Result<(), String>, Gone> {
        let mut begun: VecDeque<(Want, Promise)> = VecDeque::new();
        loop {
            let wants = self.follower.borrow().wants(AT_ONCE);
            let Some(first) = wants.first().cloned() else { return Ok(Ok(())) };
            if begun.front().is_none_or(|(want, _)| *want != first) {
                begun.clear();
            }
            for want in wants.into_iter().skip(begun.len()) {
                let promise = self.reach.begin(&want);
                begun.push_back((want, promise));
            }
            let Some((want, promise)) = begun.pop_front() else { return Ok(Ok(())) };
            let bytes = match arrived(promise).await {
                Ok(bytes) => bytes,
                Err(why) => {
                    self.still_here()?;
                    return Ok(Err(why));
                }
            };
            for piece in bytes.chunks(PIECE) {
                self.follower.borrow_mut().take(piece);
                self.settle().await?;
            }
            if (bytes.len() as u64) < want.to.saturating_sub(want.from) {
                self.follower.borrow_mut().ended();
            }
            self.settle().await?;
        }
    }

    /// Checks the signatures that wait, in slices.
    async fn settle(&self) -> Result<(), Gone> {
        loop {
            let some = self.follower.borrow_mut().settle(SLICE);
            self.listen().await?;
            if !some {
                return Ok(());
            }
        }
    }

    async fn keep(&self, keep: Keep) {
        let mut kept = self.kept.borrow().clone();
        let done = kept.keep(&keep).await;
        *self.kept.borrow_mut() = kept;
        self.follower.borrow_mut().kept(done.is_ok());
        self.cost.borrow_mut().unkept = done.err().map(|error| error.to_string());
    }

    /// Says how far it is, and lets messages in, each from time to time.
    async fn listen(&self) -> Result<(), Gone> {
        let now = clock::now().ms;
        if now.saturating_sub(self.told_ms.get()) >= TOLD_MS {
            self.told_ms.set(now);
            let progress = self.follower.borrow().progress();
            if let Some(progress) = progress {
                self.inside.tell(&Told::Progress(progress));
            }
        }
        if now.saturating_sub(self.listened_ms.get()) >= DEAF_MS {
            TimeoutFuture::new(0).await;
            self.listened_ms.set(clock::now().ms);
        }
        self.still_here()
    }

    fn still_here(&self) -> Result<(), Gone> {
        if self.gone.get() { Err(Gone) } else { Ok(()) }
    }

    fn progress_of(&self, stage: Stage) {
        self.inside.tell(&Told::Progress(Progress { stage, done: 0, total: 0 }));
    }

    /// How the feed stands, and its board where that is another one than the page has.
    fn tell_all(&self) {
        let state = self.follower.borrow().state(self.source.clone(), self.cost.borrow().clone());
        let head = self.follower.borrow().head();
        let is_new = self.shown.replace(head) != head;
        if is_new {
            self.inside.tell(&Told::Progress(Progress { stage: Stage::Rank, done: 0, total: state.entries }));
        }
        self.inside.tell(&Told::Feed(Box::new(state)));
        if is_new {
            self.inside.tell_board(self);
        }
    }

    fn set_timer(self: &Rc<Self>) {
        let wait = self.schedule.borrow().wait_ms(clock::now().ms);
        let next = wait.filter(|_| !self.gone.get()).map(|wait| {
            let own = Rc::clone(self);
            Timeout::new(u32::try_from(wait).unwrap_or(u32::MAX).min(i32::MAX.unsigned_abs()), move || own.due())
        });
        // Another one that runs is ended by this.
        self.timer.replace(next);
    }

    fn due(self: Rc<Self>) {
        let wait = self.schedule.borrow().wait_ms(clock::now().ms);
        if wait == Some(0) { self.go() } else { self.set_timer() }
    }
}
