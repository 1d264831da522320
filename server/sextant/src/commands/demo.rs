use server::{
    auth::Passwords,
    clock::{Clock, SystemClock},
    config,
    demo::{DemoError, Plan, make},
};
use shared::demo::{OWNER, PASSWORD, PEOPLE, Size};

use super::{print, today};
use crate::{cli, opened::Opened, trouble::Trouble};

/// `sextant demo`
pub(crate) async fn demo(options: &cli::Demo, json: bool) -> Result<(), Trouble> {
    let names = Size::ALL.map(Size::name).join(", ");
    let unknown = || Trouble::usage(format!("{:?} is no size: {names}", options.size));
    let size = Size::from_name(&options.size).ok_or_else(unknown)?;
    let plan = Plan { size, seed: options.seed, today: today()? };
    let opened = Opened::new(&options.place).await?;
    let passwords = Passwords::new(&config::Passwords::default());
    let made = make(&opened.workspace, &passwords, &plan, SystemClock.now(), |_, _| ()).await;
    let records = opened.workspace.truth().len();
    opened.close().await?;
    made?;
    let text = format!("demo workspace ({}): {records} records\nsign in: {} / {PASSWORD}", size.name(), OWNER.email);
    let others: Vec<_> =
        PEOPLE.iter().map(|person| serde_json::json!({ "email": person.email, "role": person.role })).collect();
    print(
        json,
        &text,
        &serde_json::json!({ "email": OWNER.email, "password": PASSWORD, "records": records, "people": others }),
    )
}

impl From<DemoError> for Trouble {
    fn from(error: DemoError) -> Self {
        match error {
            DemoError::Taken | DemoError::Another(..) => Self::failed(format!("{error}; choose another directory")),
            DemoError::Refused(problems) => Self::problems(&problems),
            DemoError::Push(error) => error.into(),
            DemoError::Store(error) => error.into(),
            DemoError::Unhashed => Self::failed(error),
        }
    }
}
