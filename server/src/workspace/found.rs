//! The first records of a workspace: roles, an owner, a pipeline.

use shared::{
    Id, Problem, Value,
    entities::{Pipeline, Role as RoleRecord, Seller, Stage, User, seller_id},
    rules::{Role, validate_field},
    schema::{FieldDef, FieldType},
    sync::{Mutation, Operation, Outcome, Status},
};

use super::stored::{ABOUT, About, FORMAT, FORMAT_VERSION, Format, to_text};
use super::{Actor, Expect, Offer, Push, PushError, Workspace};
use crate::{
    clock,
    store::{StoreError, Table},
};

/// What a workspace begins with.
#[derive(Debug, Clone)]
pub struct Founding {
    /// The workspace's name.
    pub workspace: String,
    /// The owner's name.
    pub name: String,
    /// The address with which the owner signs in.
    pub email: String,
    /// The owner's credential, as JSON text; nothing where the owner cannot sign in yet.
    pub credential: Option<String>,
}

impl Founding {
    /// What would be refused is better said before: a rejection would stand in the log for ever.
    ///
    /// # Errors
    /// What is wrong, field by field.
    pub fn check(&self) -> Result<(), Vec<Problem>> {
        let texts = [("workspace", &self.workspace, 200), ("name", &self.name, 200), ("email", &self.email, 320)];
        let empty = texts.iter().filter(|(_, text, _)| text.trim().is_empty());
        let mut problems: Vec<Problem> = empty.map(|(field, ..)| Problem::of(field, "problem-required")).collect();
        let long = texts.iter().map(|(field, text, most)| (field, text.chars().count(), *most));
        problems.extend(long.filter(|(_, length, most)| length > most).map(|(field, length, most)| {
            Problem::of(field, "problem-too-long").with("max", most).with("length", length)
        }));
        let email = FieldDef::new("email", FieldType::Email);
        if problems.is_empty() {
            problems.extend(validate_field(&email, &self.email.trim().into()).err());
        }
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }
}

const STAGES: [(&str, f64, &str); 6] = [
    ("Prospecting", 10.0, "open"),
    ("Engaging", 30.0, "open"),
    ("Proposal", 60.0, "open"),
    ("Negotiation", 80.0, "open"),
    ("Won", 100.0, "won"),
    ("Lost", 0.0, "lost"),
];

/// Makes the workspace; gives the owner's id and what became of it.
///
/// # Errors
/// [`PushError::Changed`] when there is one already; otherwise those of [`Workspace::push`].
pub async fn found(workspace: &Workspace, founding: &Founding, now: u64) -> Result<(Id, Status), PushError> {
    found_with(workspace, founding, now, Vec::new()).await
}

/// As [`found`], with rows that stand in the same commit.
pub(crate) async fn found_with(
    workspace: &Workspace,
    founding: &Founding,
    now: u64,
    rows: Vec<(Table, String, String)>,
) -> Result<(Id, Status), PushError> {
    let unlucky = |error: getrandom::Error| PushError::Store(StoreError::Unavailable(error.to_string()));
    let owner = clock::new_id(now).map_err(unlucky)?;
    let client = clock::new_id(now).map_err(unlucky)?;
    let mutation = Mutation {
        client,
        number: 1,
        at: now,
        ops: operations(founding, owner),
        group: None,
        epoch: String::new(),
        seen: None,
    };
    let mut push = Push::new(Actor::System, vec![Offer::new(mutation)]);
    push.expect = Some(Expect::Nothing);
    push.present = true;
    push.also = also(founding, owner, now)?;
    push.also.extend(rows);
    let outcomes = workspace.push(push).await?;
    let status = outcomes.into_iter().next().map_or(Status::Applied, |outcome: Outcome| outcome.status);
    Ok((owner, status))
}

fn also(founding: &Founding, owner: Id, now: u64) -> Result<Vec<(Table, String, String)>, StoreError> {
    let about = to_text(&About { name: founding.workspace.clone(), created: now })?;
    let format = to_text(&Format { version: FORMAT_VERSION })?;
    let mut rows = vec![(Table::Meta, ABOUT.to_owned(), about), (Table::Meta, FORMAT.to_owned(), format)];
    rows.extend(founding.credential.clone().map(|text| (Table::Credential, owner.to_string(), text)));
    Ok(rows)
}

fn operations(founding: &Founding, owner: Id) -> Vec<Operation> {
    let mut ops: Vec<Operation> = Role::ALL.into_iter().map(role).collect();
    let joining = Joining { id: owner, name: &founding.name, email: &founding.email, role: Role::Owner, team: None };
    ops.push(joining.operation());
    ops.push(firm(founding));
    ops.extend(pipeline());
    ops
}

/// Who sells, by the name that is known: the first quote says from whom it is before anybody has looked at the settings.
fn firm(founding: &Founding) -> Operation {
    let name = founding.workspace.trim();
    Operation::create(Seller::ENTITY_NAME, seller_id(), [(Seller::NAME.id, name.into())])
}

fn role(role: Role) -> Operation {
    let name = match role {
        Role::Owner => "Owner",
        Role::Admin => "Admin",
        Role::Manager => "Manager",
        Role::Rep => "Rep",
        Role::ReadOnly => "Read only",
    };
    let values = [(RoleRecord::NAME.id, name.into()), (RoleRecord::KEY.id, role.key().into())];
    Operation::create(RoleRecord::ENTITY_NAME, role.id(), values)
}

/// A person who joins.
#[derive(Debug, Clone, Copy)]
pub struct Joining<'a> {
    /// The person's id.
    pub id: Id,
    /// What the person is called.
    pub name: &'a str,
    /// The address with which the person signs in.
    pub email: &'a str,
    /// What the person may do.
    pub role: Role,
    /// The person's team.
    pub team: Option<Id>,
}

impl Joining<'_> {
    /// The operation that makes the person's record.
    pub fn operation(&self) -> Operation {
        let values: [(&str, Value); 5] = [
            (User::NAME.id, self.name.trim().into()),
            (User::EMAIL.id, self.email.trim().into()),
            (User::ROLE.id, self.role.id().into()),
            (User::TEAM.id, self.team.into()),
            (User::ACTIVE.id, true.into()),
        ];
        Operation::create(User::ENTITY_NAME, self.id, values)
    }
}

/// The same ids in every workspace, so that imports and demonstrations find them.
fn pipeline() -> Vec<Operation> {
    let id = Id::named("pipeline/sales");
    let values: [(&str, Value); 2] = [(Pipeline::NAME.id, "Sales".into()), (Pipeline::POSITION.id, 1.0.into())];
    let stages = STAGES.iter().zip(1u8..).map(|((name, probability, kind), position)| {
        let values: [(&str, Value); 5] = [
            (Stage::NAME.id, (*name).into()),
            (Stage::PIPELINE.id, id.into()),
            (Stage::POSITION.id, f64::from(position).into()),
            (Stage::PROBABILITY.id, (*probability).into()),
            (Stage::KIND.id, (*kind).into()),
        ];
        Operation::create(Stage::ENTITY_NAME, Id::named(&format!("stage/sales/{}", name.to_lowercase())), values)
    });
    std::iter::once(Operation::create(Pipeline::ENTITY_NAME, id, values)).chain(stages).collect()
}
