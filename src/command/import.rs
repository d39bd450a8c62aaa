//! `rungs import`: reads a published ladder and writes it as a handbook.

use std::path::{Path, PathBuf};

use crate::cli::{CheckFormat, Import, ImportLayout};
use crate::import::update::UpdatePlan;
use crate::import::{self, FileLayout, Imported, Mapping, Notes, formats, input, mapping};
use crate::source::Sources;

use super::progress::Progress;
use super::{CommandContext, Failure};

/// Imports a ladder.
pub fn run(context: &CommandContext, options: &Import) -> Result<(), Failure> {
    let (named, paths) = arguments(options);
    if options.output.is_none() && !options.dry_run && options.write_map.is_none() {
        return Err(Failure::usage("say where to write the handbook with `-o DIR`, or look first with `--dry-run`"));
    }
    let mut notes = Notes::default();
    let progress = Progress::start(&context.terminal, "reading");
    let inputs = input::read(&context.folder, paths, &mut notes);
    let map = options.map.as_ref().map(|path| input::read(&context.folder, std::slice::from_ref(path), &mut notes));
    let map = map.unwrap_or_default();
    let map = map.first().map(|file| (Mapping::read(file, &mut notes), file.source()));
    let mut sources: Sources = inputs.iter().map(input::Input::source).collect();
    let mapping = map.map_or_else(Mapping::default, |(mapping, source)| {
        sources.insert(source);
        mapping
    });

    let format = match named {
        Some(format) => format,
        None => match import::detect(&inputs) {
            Some((format, why)) => {
                progress.aside(|| context.terminal.say(&format!("format: {} ({why})", format.name)));
                format
            }
            None if notes.has_failed() => &formats::ALL[0],
            None => {
                let known: Vec<&str> = formats::ALL.iter().map(|format| format.name).collect();
                let message =
                    format!("the inputs are of no format that is known; name one of {} before them", known.join(", "));
                return Err(Failure::usage(message));
            }
        },
    };
    let layout = match options.layout {
        ImportLayout::Files => FileLayout::Files,
        ImportLayout::Collections => FileLayout::Collections,
    };
    progress.phase("importing");
    let imported = import::import(format, &inputs, &mapping, layout, notes);
    drop(progress);

    context.terminal.report(&imported.diagnostics, &sources, CheckFormat::Human)?;
    if options.dry_run || options.write_map.is_some() {
        columns(context, &imported)?;
    }
    if let Some(path) = &options.write_map {
        write_map(context, path, &imported)?;
    }
    if imported.failed() {
        context.terminal.say("nothing was written");
        return Err(Failure::content());
    }
    imported.summary.iter().for_each(|line| context.terminal.say(line));
    match &options.output {
        Some(output) => write(context, options, output, &imported),
        None => Ok(()),
    }
}

/// The format, if the first argument names one, and the paths.
fn arguments(options: &Import) -> (Option<&'static import::ImportFormat>, &[PathBuf]) {
    if let [first, rest @ ..] = options.inputs.as_slice()
        && !rest.is_empty()
        && let Some(format) = first.to_str().and_then(formats::named)
    {
        return (Some(format), rest);
    }
    (None, &options.inputs)
}

/// What the columns of tables were taken for, on standard output.
fn columns(context: &CommandContext, imported: &Imported) -> Result<(), Failure> {
    let mut text = String::new();
    for table in &imported.columns {
        text.push_str(&format!("{}: {}\n", table.table, table.form));
        let width = table.columns.iter().map(|(header, _)| header.chars().count()).max().unwrap_or(0).min(40);
        for (header, is) in &table.columns {
            let header: String = header.chars().take(40).collect();
            text.push_str(&format!("  {header:width$}  {is}\n"));
        }
    }
    context.terminal.data(text.as_bytes())
}

fn write_map(context: &CommandContext, path: &Path, imported: &Imported) -> Result<(), Failure> {
    let path = context.write_new(path, mapping::write(&imported.title, &imported.columns).as_bytes())?;
    context.terminal.say(&format!("the mapping was written to {}", path.display()));
    Ok(())
}

fn write(context: &CommandContext, options: &Import, output: &Path, imported: &Imported) -> Result<(), Failure> {
    let folder = context.folder.join(output);
    let plan = UpdatePlan::of(&folder, &imported.files);
    if options.dry_run {
        plan.lines().iter().for_each(|line| context.terminal.say(line));
        context.terminal.say("nothing was written, because of --dry-run");
        return Ok(());
    }
    if plan.changes.is_empty() {
        context.terminal.say(&format!("{} is up to date", output.display()));
        return Ok(());
    }
    if !plan.fresh {
        plan.lines().iter().for_each(|line| context.terminal.say(line));
    }
    if !plan.fresh && !options.update {
        let message = format!(
            "nothing was written, because {} holds a handbook already; write the difference with --update",
            output.display()
        );
        return Err(Failure::environment(message));
    }
    let written = plan.write(&folder, &imported.files).map_err(Failure::environment)?;
    context.terminal.say(&format!("{written} files written to {}", output.display()));
    context.terminal.say(&format!("next: rungs build -r {}", output.display()));
    Ok(())
}
