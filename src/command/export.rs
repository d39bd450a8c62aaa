//! `rungs export`: the handbook in a format of other programs.

use std::io::Write;

use crate::cli::Export;
use crate::compile::HandbookOptions;
use crate::content::Kind;
use crate::diagnostic::nearest;
use crate::export::{self, ExportError};

use super::{CommandContext, Failure, audience, did_you_mean};

/// Exports the handbook, to a new file or to standard output.
pub fn run(context: &CommandContext, options: &Export) -> Result<(), Failure> {
    let (format, role) = match (&options.format, &options.first) {
        (Some(format), role) => (format.as_str(), role.as_ref()),
        (None, Some(format)) => (format.as_str(), options.second.as_ref()),
        (None, None) => return Err(Failure::usage("name a format, such as `rungs export csv`")),
    };
    let Some(exporter) = export::named(format) else {
        let known: Vec<&str> = export::ALL.iter().map(|exporter| exporter.name).collect();
        let near = nearest(format, known.iter().copied()).map(|near| format!(", perhaps `{near}`")).unwrap_or_default();
        return Err(Failure::usage(format!("there is no export `{format}`{near}; there are {}", known.join(", "))));
    };
    let settings = HandbookOptions { audience: audience(&options.audience), ..HandbookOptions::default() };
    let compiled = context.compiled(&settings)?;
    if compiled.has_errors() {
        context.terminal.report(&compiled.diagnostics, &compiled.sources, crate::cli::CheckFormat::Human)?;
        context.terminal.say("nothing was exported");
        return Err(Failure::content());
    }
    let role = match role {
        Some(id) => Some(compiled.handbook.find(Kind::Role, id).ok_or_else(|| {
            let known = compiled.handbook.of_kind(Kind::Role).map(|(_, role)| &*role.id);
            Failure::usage(format!("there is no role `{id}`{}", did_you_mean(nearest(id, known))))
        })?),
        None if exporter.of_role => {
            return Err(Failure::usage(format!("`{}` is about one role: name its id", exporter.name)));
        }
        None => None,
    };
    let Some(path) = &options.output else {
        if exporter.ending == "xlsx" {
            return Err(Failure::usage("a workbook needs a file: add `-o ladder.xlsx`"));
        }
        let mut out = std::io::BufWriter::new(std::io::stdout().lock());
        let mut failure = None;
        let written = compiled.export(exporter, role, &mut |piece| {
            out.write_all(piece).map_err(|why| {
                failure = Some(why);
                ExportError::Stopped
            })
        });
        let flushed = written.map(|()| out.flush().err());
        return match (flushed, failure) {
            (Err(ExportError::Refused(why)), _) => Err(Failure::usage(why)),
            // The reader had enough.
            (_, Some(why)) | (Ok(Some(why)), _) if why.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
            (_, Some(why)) | (Ok(Some(why)), _) => {
                Err(Failure::environment(format!("standard output could not be written: {why}")))
            }
            _ => Ok(()),
        };
    };
    let bytes = compiled.exported(exporter, role).map_err(|error| match error {
        ExportError::Refused(why) => Failure::usage(why),
        ExportError::Stopped => Failure::environment("the export ended early"),
    })?;
    let path = context.write_new(path, &bytes)?;
    context.terminal.say(&format!("written to {}", path.display()));
    Ok(())
}
