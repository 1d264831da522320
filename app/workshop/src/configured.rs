//! From choices to what a line of a quote keeps.

use crate::{Workshop, faults::failure};
use pricing::draft::Choice;
use product::Pick;
use protocol::{Configure, Configured, Reply};

impl Workshop {
    /// A whole product with these choices, or with the nearest that go together.
    pub(crate) fn configure(&mut self, question: Configure) -> Reply<Configured> {
        let Configure { model, choices } = question;
        let opened = self.model(&model)?;
        let whole = opened.configurator.whole(&choices, opened.about.minor_digits).map_err(|fault| failure(&fault))?;
        Ok(Configured {
            choices: whole.picks.into_iter().map(choice).collect(),
            from: whole.from,
            parts: whole.parts,
            lost: whole.lost,
            changed: whole.changed,
        })
    }
}

fn choice(pick: Pick) -> Choice {
    let Pick { attribute, option, name, words, more, follows } = pick;
    Choice { name, words, price: more, follows, ..Choice::new(attribute, option) }
}
