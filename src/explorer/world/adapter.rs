//! The adapter of a world.

use super::{Body, Key, Message, Row, World, read_key};
use crate::explorer::{About, Adapter, AnswerError, Cursor, HttpAnswer, HttpRequest, Order, Page, Part, Question, QuestionError};
use crate::money::{Address, Chain};

/// Writes requests to a world's explorer and reads its answers. It knows nothing of the world but its name and chain.
#[derive(Clone, Debug)]
pub struct WorldAdapter {
    name: String,
    id: String,
    chain: Chain,
}

impl WorldAdapter {
    /// The adapter of this world.
    #[must_use]
    pub fn of(world: &World) -> Self {
        Self { name: world.id.clone(), id: format!("world-{}", world.id), chain: world.case.chain }
    }

    fn host(&self) -> String {
        format!("the world {:?}", self.name)
    }

    fn unreadable(&self, why: String) -> AnswerError {
        AnswerError::Unreadable { host: self.host(), why }
    }
}

impl Adapter for WorldAdapter {
    fn id(&self) -> &str {
        &self.id
    }

    fn parts(&self, _about: &About) -> &'static [Part] {
        &[Part::Everything]
    }

    fn begins_anywhere(&self) -> bool {
        true
    }

    /// Writes the request for one page.
    ///
    /// # Errors
    /// When the question is of another chain or about a transaction: a world is asked by address only.
    fn request(&self, question: &Question) -> Result<HttpRequest, QuestionError> {
        let About::Address(address) = &question.about else {
            return Err(QuestionError { adapter: format!("{} (asked about a transaction)", self.host()), chain: question.chain });
        };
        if question.chain != self.chain || question.part != Part::Everything {
            return Err(QuestionError { adapter: self.host(), chain: question.chain });
        }
        let order = match question.order {
            Order::Oldest => "oldest",
            Order::Newest => "newest",
        };
        let mut url = format!("world://{}/address/{address}?order={order}", self.name);
        match (&question.cursor, question.start) {
            (Some(cursor), _) => {
                for (key, value) in &cursor.0 {
                    url.push_str(&format!("&{key}={value}"));
                }
            }
            (None, Some(block)) => url.push_str(&format!("&from={block}")),
            (None, None) => {}
        }
        Ok(HttpRequest::get(url))
    }

    fn parse(&self, question: &Question, answer: &HttpAnswer) -> Result<Page, AnswerError> {
        if answer.status != 200 {
            let message = serde_json::from_str::<Message>(&answer.body).map_or_else(|_| String::new(), |body| body.message);
            return Err(AnswerError::Refused { host: self.host(), status: answer.status, message });
        }
        let body: Body<Row> = serde_json::from_str(&answer.body).map_err(|error| self.unreadable(error.to_string()))?;
        let About::Address(address) = &question.about else {
            return Err(self.unreadable("a world is asked about addresses only".to_owned()));
        };
        self.check(&body.rows, question, address)?;
        let next = body.next.map(|next| match read_key(&next) {
            Some(key) if Some(key) == body.rows.last().map(Row::key) => Ok(Cursor(vec![("cursor".to_owned(), next)])),
            _ => Err(self.unreadable(format!("the cursor {next:?} is not the page's last row"))),
        });
        Ok(Page { transfers: body.rows.iter().map(|row| row.transfer(self.chain)).collect(), next: next.transpose()?, ..Page::default() })
    }
}

impl WorldAdapter {
    /// Whether the rows are of this address, in the order asked for, and behind the point at which the page begins.
    fn check(&self, rows: &[Row], question: &Question, address: &Address) -> Result<(), AnswerError> {
        if let Some(row) = rows.iter().find(|row| row.from != *address && row.to != *address) {
            return Err(self.unreadable(format!("it holds a row of {} that does not concern {address}", row.tx)));
        }
        let in_order = |earlier: &Key, later: &Key| match question.order {
            Order::Oldest => earlier < later,
            Order::Newest => earlier > later,
        };
        if let Some(pair) = rows.windows(2).find(|pair| !in_order(&pair[0].key(), &pair[1].key())) {
            return Err(self.unreadable(format!("the row of {} stands behind that of {}", pair[1].tx, pair[0].tx)));
        }
        let too_far = |row: &&Row| match (question.start, question.order) {
            (Some(start), Order::Oldest) => row.block < start,
            (Some(start), Order::Newest) => row.block > start,
            (None, _) => false,
        };
        match rows.iter().find(too_far) {
            Some(row) => Err(self.unreadable(format!("it was asked from a block on, and holds a row of block {}", row.block))),
            None => Ok(()),
        }
    }
}
