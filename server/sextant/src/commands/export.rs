use std::fs;
use std::io::Write;

use shared::{
    Id, Record,
    rules::Access,
    sync::Authority,
    transfer::{export_csv, export_jsonl},
};

use super::print;
use crate::{
    cli::{Export, ExportFormat},
    opened::Opened,
    trouble::Trouble,
};

/// `sextant export`
pub(crate) async fn export(options: &Export, json: bool) -> Result<(), Trouble> {
    let opened = Opened::existing(&options.place).await?;
    let made = text(&opened.workspace.truth(), options);
    opened.close().await?;
    let (text, rows) = made?;
    let Some(path) = &options.out else { return Ok(std::io::stdout().lock().write_all(text.as_bytes())?) };
    fs::write(path, text).map_err(|error| Trouble::failed(error).context(path.display()))?;
    let said = format!("exported {rows} records into {}", path.display());
    print(json, &said, &serde_json::json!({ "exported": rows }))
}

fn text(truth: &Authority, options: &Export) -> Result<(String, usize), Trouble> {
    let (schema, all) = (truth.schema(), Access::system());
    let unknown = || Trouble::usage(format!("there is no entity {:?}", options.entity));
    let def = schema.entity(&options.entity).ok_or_else(unknown)?;
    let records: Vec<&Record> = truth.visible(&all, &def.name).map(|held| &*held.record).collect();
    let title = |entity: &str, id: Id| truth.held(entity, id).map(|held| schema.title(&held.record));
    let text = match options.format {
        ExportFormat::Csv => export_csv(schema, def, records.iter().copied(), title),
        ExportFormat::Jsonl => export_jsonl(records.iter().copied()),
    };
    Ok((text, records.len()))
}
