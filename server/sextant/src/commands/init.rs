use server::{
    clock::{Clock, SystemClock},
    workspace::{Founding, PushError, found},
};
use shared::sync::Status;

use super::{credential, print};
use crate::{cli::Init, opened::Opened, trouble::Trouble};

/// `sextant init`
pub(crate) async fn init(options: &Init, json: bool) -> Result<(), Trouble> {
    let opened = Opened::new(&options.place).await?;
    let made = make(&opened, options).await;
    opened.close().await?;
    let owner = made?;
    let text = format!("workspace {} made; {} can sign in", options.workspace, options.owner);
    print(json, &text, &serde_json::json!({ "workspace": options.workspace, "owner": owner }))
}

async fn make(opened: &Opened, options: &Init) -> Result<String, Trouble> {
    let exists = || Trouble::failed("there is a workspace here already; it was left as it is");
    if opened.workspace.is_founded() {
        return Err(exists());
    }
    let founding = Founding {
        workspace: options.workspace.clone(),
        name: options.name.clone().unwrap_or_else(|| options.owner.clone()),
        email: options.owner.clone(),
        credential: Some(credential().await?),
    };
    founding.check().map_err(|problems| Trouble::problems(&problems))?;
    match found(&opened.workspace, &founding, SystemClock.now()).await {
        Ok((_, Status::Rejected { problems, .. })) => Err(Trouble::problems(&problems)),
        Ok((owner, _)) => Ok(owner.to_string()),
        Err(PushError::Changed) => Err(exists()),
        Err(error) => Err(error.into()),
    }
}
