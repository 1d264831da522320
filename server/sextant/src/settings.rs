//! Configuration by file and environment.
//!
//! The file is TOML. `data`, `database`, `listen`, `log`, `assets`, `memory_mib` and `reserve_mib` stand at
//! its top, everything of [`Config`] beside them. Each setting is also an environment variable: `idle_days` of `[sessions]` is
//! `SEXTANT_SESSIONS_IDLE_DAYS`. The command line wins over the environment, and that over the file.

use std::path::PathBuf;

use server::config::Config;
use toml::{Table, Value};

use crate::{
    cli::{LogFormat, Place, Serve},
    trouble::Trouble,
};

/// Everything that serving needs to know.
pub(crate) struct Settings {
    pub(crate) place: Place,
    pub(crate) store: surreal_store::Settings,
    pub(crate) listen: String,
    pub(crate) log: LogFormat,
    pub(crate) assets: Option<PathBuf>,
    pub(crate) server: Config,
}

#[derive(Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Top {
    data: Option<PathBuf>,
    database: Option<String>,
    listen: Option<String>,
    log: Option<LogFormat>,
    assets: Option<PathBuf>,
    memory_mib: Option<u64>,
    reserve_mib: Option<u64>,
}

/// Puts the command line, the environment and the file together.
pub(crate) fn settings(options: &Serve) -> Result<Settings, Trouble> {
    let mut file = match &options.config {
        Some(path) => read(path).map_err(|trouble| trouble.context(path.display()))?,
        None => Table::new(),
    };
    let top = take(&mut file, &["data", "database", "listen", "log", "assets", "memory_mib", "reserve_mib"]);
    let top: Top = top.try_into().map_err(wrong)?;
    environment(&mut file, |name| std::env::var(name).ok())?;
    let mut server: Config = file.try_into().map_err(wrong)?;
    if !options.proxies.is_empty() {
        let networks = options.proxies.iter().cloned().map(TryInto::try_into);
        server.proxies = networks.collect::<Result<_, String>>().map_err(Trouble::usage)?;
    }
    let place = if options.place.data.is_some() || options.place.database.is_some() {
        options.place.clone()
    } else {
        Place { data: top.data, database: top.database }
    };
    let bytes = |flag: Option<u64>, file: Option<u64>| flag.or(file).map(|mib| mib.saturating_mul(1 << 20));
    Ok(Settings {
        place,
        store: surreal_store::Settings {
            memory: bytes(options.memory_mib, top.memory_mib),
            reserve: bytes(options.reserve_mib, top.reserve_mib),
        },
        listen: options.listen.clone().or(top.listen).unwrap_or_else(|| "127.0.0.1:8080".to_owned()),
        log: options.log.or(top.log).unwrap_or(LogFormat::Pretty),
        assets: options.assets.clone().or(top.assets),
        server,
    })
}

fn read(path: &PathBuf) -> Result<Table, Trouble> {
    let text = std::fs::read_to_string(path)?;
    text.parse().map_err(wrong)
}

#[allow(clippy::needless_pass_by_value, reason = "map_err hands errors over")]
fn wrong(error: toml::de::Error) -> Trouble {
    Trouble::usage(format!("the configuration is wrong: {}", error.message()))
}

fn take(table: &mut Table, keys: &[&str]) -> Table {
    keys.iter().filter_map(|key| Some(((*key).to_owned(), table.remove(*key)?))).collect()
}

/// Sets what the environment names, in the type that the default has.
fn environment(file: &mut Table, read: impl Fn(&str) -> Option<String>) -> Result<(), Trouble> {
    let defaults = Table::try_from(Config::default()).map_err(Trouble::failed)?;
    for (section, default) in &defaults {
        let Value::Table(fields) = default else { continue };
        for (field, default) in fields {
            let name = format!("SEXTANT_{section}_{field}").to_uppercase();
            let Some(text) = read(&name) else { continue };
            let value = typed(default, &text).ok_or_else(|| must_be(&name, default))?;
            let section = file.entry(section.clone()).or_insert_with(|| Value::Table(Table::new()));
            if let Value::Table(section) = section {
                section.insert(field.clone(), value);
            }
        }
    }
    if let Some(origins) = read("SEXTANT_ORIGINS") {
        let origins = origins.split(',').map(|origin| Value::String(origin.trim().to_owned())).collect();
        file.insert("origins".to_owned(), Value::Array(origins));
    }
    Ok(())
}

fn must_be(name: &str, default: &Value) -> Trouble {
    let kind = if default.is_bool() { "true or false" } else { "a number" };
    Trouble::usage(format!("{name} must be {kind}"))
}

fn typed(default: &Value, text: &str) -> Option<Value> {
    match default {
        Value::Integer(_) => text.trim().parse().ok().map(Value::Integer),
        Value::Boolean(_) => text.trim().parse().ok().map(Value::Boolean),
        _ => Some(Value::String(text.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use server::config::Security;

    #[test]
    fn the_environment_wins_over_the_file() {
        let mut file: Table = "[sessions]\nidle_days = 7\nabsolute_days = 8\n".parse().unwrap();
        let set = |name: &str| (name == "SEXTANT_SESSIONS_IDLE_DAYS").then(|| "9".to_owned());
        environment(&mut file, set).unwrap();
        let config: Config = file.try_into().unwrap();
        assert_eq!((config.sessions.idle_days, config.sessions.absolute_days), (9, 8));
        let wrong = environment(&mut Table::new(), |name| (name == "SEXTANT_LIMITS_STREAMS").then(|| "x".to_owned()));
        assert_eq!(wrong.unwrap_err().to_string(), "SEXTANT_LIMITS_STREAMS must be a number");
        let wrong = environment(&mut Table::new(), |name| (name == "SEXTANT_PUBLIC_DEMO").then(|| "no".to_owned()));
        assert_eq!(wrong.unwrap_err().to_string(), "SEXTANT_PUBLIC_DEMO must be true or false");
    }

    #[test]
    fn a_mail_server_stands_in_file_and_environment_and_its_password_in_no_log() {
        let mut file: Table = "[mail]\nhost = \"mail.example.com\"\nsecurity = \"tls\"\nport = 465\n".parse().unwrap();
        let set = |name: &str| match name {
            "SEXTANT_MAIL_PORT" => Some("2465".to_owned()),
            "SEXTANT_MAIL_PASSWORD" => Some("open sesame".to_owned()),
            _ => None,
        };
        environment(&mut file, set).unwrap();
        let mail = file.try_into::<Config>().unwrap().mail;
        assert_eq!((mail.host.as_str(), mail.port, mail.security), ("mail.example.com", 2465, Security::Tls));
        assert_eq!(mail.password.tell(), "open sesame");
        assert!(!format!("{mail:?}").contains("sesame"), "{mail:?}");
    }

    #[test]
    fn what_is_not_known_is_an_error() {
        let file: Table = "[sessions]\nidle_day = 7\n".parse().unwrap();
        assert!(file.try_into::<Config>().unwrap_err().message().contains("idle_day"));
    }
}
