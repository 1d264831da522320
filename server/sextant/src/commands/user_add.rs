use server::{
    clock::{Clock, SystemClock, new_id},
    store::Table,
    workspace::Joining,
};
use shared::{
    Id, Record,
    entities::Team,
    rules::{Access, Role},
};

use super::{credential, print};
use crate::{cli::UserAdd, opened::Opened, trouble::Trouble};

/// `sextant user add`
pub(crate) async fn user_add(options: &UserAdd, json: bool) -> Result<(), Trouble> {
    let unknown = || Trouble::usage(format!("{:?} is no role: owner, admin, manager, rep or read-only", options.role));
    let role = Role::from_key(&options.role).ok_or_else(unknown)?;
    let mut opened = Opened::existing(&options.place).await?;
    let added = add(&mut opened, options, role).await;
    opened.close().await?;
    let id = added?;
    print(json, &format!("{} can sign in", options.email), &serde_json::json!({ "user": id, "role": role }))
}

async fn add(opened: &mut Opened, options: &UserAdd, role: Role) -> Result<Id, Trouble> {
    let team = options.team.as_deref().map(|name| team(opened, name)).transpose()?;
    let credential = credential().await?;
    let id = new_id(SystemClock.now()).map_err(Trouble::failed)?;
    let joining = Joining { id, name: &options.name, email: &options.email, role, team };
    let mut push = opened.push(vec![joining.operation()]);
    push.also.push((Table::Credential, id.to_string(), credential));
    opened.write(push).await?;
    Ok(id)
}

fn team(opened: &Opened, name: &str) -> Result<Id, Trouble> {
    let (truth, all) = (opened.workspace.truth(), Access::system());
    let mut teams = truth.visible(&all, Team::ENTITY_NAME).map(|held| &*held.record);
    let found = teams.find(|team: &&Record| team.get(Team::NAME) == Some(name)).map(|team| team.id);
    found.ok_or_else(|| Trouble::failed(format!("there is no team {name:?}")))
}
