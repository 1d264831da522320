//! Those who sell: regions, teams, managers, reps.

use super::{Build, Random, batch_of, places::REGIONS, words::CULTURES};
use crate::{
    Id, Value,
    entities::{Team, User},
    rules::Role,
    sync::Operation,
};

/// Somebody who can be given a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignIn {
    /// Address to sign in with.
    pub email: &'static str,
    /// What the person is called.
    pub name: &'static str,
    /// What the person may do.
    pub role: Role,
}

/// The firm, after which the workspace is called: found it with this.
pub const FIRM: &str = "Tidewater Makers GmbH";
/// The owner's address and name: found the workspace with them, the generator leaves the owner alone.
pub const OWNER: SignIn = SignIn { email: "owner@demo.example", name: "Morgan Ames", role: Role::Owner };
/// Everybody's password there: nothing in a demo is secret.
pub const PASSWORD: &str = "sextant demo";
/// People of the demo workspace beside the owner who can be given passwords. Their ids are
/// [`SignIn::id`], whatever the seed and size.
pub const PEOPLE: [SignIn; 4] = [
    SignIn { email: "admin@demo.example", name: "Noor Haddad", role: Role::Admin },
    SignIn { email: "manager@demo.example", name: "Ingrid Dahlgren", role: Role::Manager },
    SignIn { email: "rep@demo.example", name: "Rosa Quick", role: Role::Rep },
    SignIn { email: "reader@demo.example", name: "Paul Tessier", role: Role::ReadOnly },
];

impl SignIn {
    /// Id of the person's record.
    pub fn id(&self) -> Id {
        Id::named(&format!("demo/user/{}", self.email))
    }
}

/// Somebody who sells.
#[derive(Debug, Clone)]
pub(super) struct Seller {
    pub(super) id: Id,
    /// Place in [`REGIONS`].
    pub(super) region: usize,
    /// How good at winning: about 1.
    pub(super) skill: f64,
    /// How much of the work falls to this person.
    pub(super) load: f64,
}

/// A name out of the lists.
pub(super) fn name(random: &mut Random) -> (&'static str, &'static str) {
    let Some(own) = random.pick(CULTURES) else { return ("", "") };
    let given = random.word(own.given);
    // Families move, people marry.
    let family = if random.chance(0.85) { Some(own) } else { random.pick(CULTURES) };
    (given, family.map_or("", |culture| random.word(culture.family)))
}

pub(super) fn team_id(region: usize, team: Option<usize>) -> Id {
    match team {
        Some(team) => Id::named(&format!("demo/team/{region}/{team}")),
        None => Id::named(&format!("demo/region/{region}")),
    }
}

fn user(id: Id, name: &str, email: &str, role: Role, team: Option<Id>) -> Operation {
    let values: [(&str, Value); 5] = [
        (User::NAME.id, name.into()),
        (User::EMAIL.id, email.into()),
        (User::ROLE.id, role.id().into()),
        (User::TEAM.id, team.into()),
        (User::ACTIVE.id, true.into()),
    ];
    Operation::create(User::ENTITY_NAME, id, values)
}

fn team(id: Id, name: &str, parent: Option<Id>, manager: Option<Id>) -> Operation {
    let values: [(&str, Value); 3] =
        [(Team::NAME.id, name.into()), (Team::PARENT.id, parent.into()), (Team::MANAGER.id, manager.into())];
    Operation::create(Team::ENTITY_NAME, id, values)
}

/// Makes regions, teams and people; remembers who sells.
pub(super) fn build(build: &mut Build) -> Vec<Vec<Operation>> {
    let mut random = Random::new(build.seed, "people");
    let [admin, manager, rep, reader] = PEOPLE;
    let mut ops = vec![user(admin.id(), admin.name, admin.email, Role::Admin, None)];
    let mut numbers = 0;
    for (region, (name_of_region, teams)) in REGIONS.iter().enumerate().take(build.volumes.regions) {
        ops.push(team(team_id(region, None), name_of_region, None, None));
        for (at, team_name) in teams.iter().enumerate().take(build.volumes.teams) {
            let id = team_id(region, Some(at));
            let first = region == 0 && at == 0;
            let (leader, op) = if first {
                (manager.id(), user(manager.id(), manager.name, manager.email, Role::Manager, None))
            } else {
                somebody(&mut random, &mut numbers, Role::Manager, None)
            };
            ops.extend([op, team(id, team_name, Some(team_id(region, None)), Some(leader))]);
            for member in 0..build.volumes.reps {
                let (seller, op) = if first && member == 0 {
                    (rep.id(), user(rep.id(), rep.name, rep.email, Role::Rep, Some(id)))
                } else {
                    somebody(&mut random, &mut numbers, Role::Rep, Some(id))
                };
                ops.push(op);
                let (skill, load) = (1.0 + random.bell() * 0.25, 1.0 + random.bell() * 0.3);
                build.sellers.push(Seller { id: seller, region, skill, load });
            }
        }
    }
    ops.push(user(reader.id(), reader.name, reader.email, Role::ReadOnly, Some(team_id(0, Some(0)))));
    batch_of(ops)
}

/// The number makes the address differ where two people share a name.
fn somebody(random: &mut Random, numbers: &mut usize, role: Role, team: Option<Id>) -> (Id, Operation) {
    *numbers += 1;
    let id = Id::named(&format!("demo/user/{numbers}"));
    let (given, family) = name(random);
    let email = format!("{}.{}{numbers}@demo.example", crate::text::squeeze(given), crate::text::squeeze(family));
    (id, user(id, &format!("{given} {family}"), &email, role, team))
}
