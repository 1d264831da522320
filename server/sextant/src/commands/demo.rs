use serde::{Deserialize, Serialize};
use server::{
    store::{Batch, Table},
    workspace::{Actor, Founding, Offer, Push, found, stored},
};
use shared::{
    Id, Schema,
    demo::{Demo, OWNER, PEOPLE, Size},
    sync::{Mutation, Operation},
    value::Date,
};

use super::{credential_of, print, today};
use crate::{cli, opened::Opened, trouble::Trouble};

/// Everybody's password. It is printed, and nothing in a demo is secret.
const PASSWORD: &str = "sextant demo";
/// Key of what the demo was made with.
const KEY: &str = "demo";
/// Operations in one commit, about.
const OPERATIONS: usize = 2000;
/// Mutations in one commit at most.
const MUTATIONS: usize = 200;

/// What a demo was made with: enough to finish one that was interrupted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Made {
    size: String,
    seed: u64,
    /// The day on which its history ends.
    today: String,
    done: bool,
}

impl Made {
    fn today(&self) -> Result<Date, Trouble> {
        self.today.parse().map_err(Trouble::failed)
    }
}

/// `sextant demo`
pub(crate) async fn demo(options: &cli::Demo, json: bool) -> Result<(), Trouble> {
    let names: Vec<&str> = Size::ALL.iter().map(|(name, _)| *name).collect();
    let unknown = || Trouble::usage(format!("{:?} is no size: {}", options.size, names.join(", ")));
    let size = Size::from_name(&options.size).ok_or_else(unknown)?;
    let opened = Opened::new(&options.place).await?;
    let made = make(&opened, options, size).await;
    let records = opened.workspace.truth().len();
    opened.close().await?;
    let made = made?;
    let text = format!("demo workspace ({}): {records} records\nsign in: {} / {PASSWORD}", made.size, OWNER.email);
    let others: Vec<_> =
        PEOPLE.iter().map(|person| serde_json::json!({ "email": person.email, "role": person.role })).collect();
    print(
        json,
        &text,
        &serde_json::json!({ "email": OWNER.email, "password": PASSWORD, "records": records, "people": others }),
    )
}

async fn make(opened: &Opened, options: &cli::Demo, size: Size) -> Result<Made, Trouble> {
    let made = begin(opened, options).await?;
    if made.done {
        return Ok(made);
    }
    let demo = Demo::new(made.seed, size, made.today()?);
    if !opened.workspace.is_founded() {
        found_demo(opened, demo.beginning()).await?;
    }
    fill(opened, &made, demo).await?;
    finish_quotes(opened, &made).await?;
    let mut batch = Batch::new();
    for person in PEOPLE {
        batch.put(Table::Credential, person.id().to_string(), credential_of(PASSWORD).await?);
    }
    let made = Made { done: true, ..made };
    stored::put(&mut batch, Table::Meta, KEY, &made)?;
    opened.store().commit(batch).await?;
    Ok(made)
}

/// What the demo is made with, also where an earlier run stopped.
async fn begin(opened: &Opened, options: &cli::Demo) -> Result<Made, Trouble> {
    let made = match stored::read::<Made>(&**opened.store(), Table::Meta, KEY).await? {
        Some(made) if made.size == options.size && made.seed == options.seed => made,
        Some(Made { size, seed, .. }) => {
            let why = format!("there is a demo of size {size} and seed {seed} here already; choose another directory");
            return Err(Trouble::failed(why));
        }
        None => note(opened, options).await?,
    };
    Ok(made)
}

/// Notes what the demo is made with, before anything is made.
async fn note(opened: &Opened, options: &cli::Demo) -> Result<Made, Trouble> {
    if opened.workspace.is_founded() {
        return Err(Trouble::failed("there is a workspace here already, and no demo; choose another directory"));
    }
    let (size, seed) = (options.size.clone(), options.seed);
    let made = Made { size, seed, today: today()?.to_string(), done: false };
    let mut batch = Batch::new();
    stored::put(&mut batch, Table::Meta, KEY, &made)?;
    opened.store().commit(batch).await?;
    Ok(made)
}

async fn found_demo(opened: &Opened, at: u64) -> Result<(), Trouble> {
    let founding = Founding {
        workspace: "Demo".to_owned(),
        name: OWNER.name.to_owned(),
        email: OWNER.email.to_owned(),
        credential: Some(credential_of(PASSWORD).await?),
    };
    found(&opened.workspace, &founding, at).await?;
    Ok(())
}

/// The same mutations under the same numbers whenever it runs, so that each counts once.
async fn fill(opened: &Opened, made: &Made, demo: Demo) -> Result<(), Trouble> {
    let client = Id::named(&format!("demo/{}/{}", made.size, made.seed));
    let mut generator = (1..).zip(demo.dated()).peekable();
    while generator.peek().is_some() {
        let (mut offers, mut count) = (Vec::new(), 0);
        while count < OPERATIONS
            && offers.len() < MUTATIONS
            && let Some((number, (at, ops))) = generator.next()
        {
            count += ops.len();
            offers.push(Offer::new(Mutation {
                client,
                number,
                at,
                ops,
                group: None,
                epoch: String::new(),
                seen: None,
            }));
        }
        let outcomes = opened.workspace.push(Push { present: true, ..Push::new(Actor::System, offers) }).await?;
        crate::opened::check(&outcomes)?;
    }
    Ok(())
}

/// Takes quotes as far as their deals have come. Each is a mutation under a name of its own, since those that an
/// earlier run has finished are not drafts any more.
async fn finish_quotes(opened: &Opened, made: &Made) -> Result<(), Trouble> {
    let today = made.today()?;
    let done = {
        let truth = opened.workspace.truth();
        pricing::demo::finish(&*truth, &Schema::built_in(), today)
    };
    let done = done.map_err(|problem| Trouble::problems(&[problem]))?;
    let offer = |(quote, ops): (Id, Vec<Operation>)| {
        let client = Id::named(&format!("demo/{quote}"));
        // An hour after it was written.
        let at = quote.millis() + 3_600_000;
        Offer::new(Mutation { client, number: 1, at, ops, group: None, epoch: String::new(), seen: None })
    };
    let offers: Vec<Offer> = done.into_iter().map(offer).collect();
    let outcomes = opened.workspace.push(Push { present: true, ..Push::new(Actor::System, offers) }).await?;
    crate::opened::check(&outcomes)
}
