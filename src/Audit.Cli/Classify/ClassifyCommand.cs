using System.CommandLine;
using Audit.Cli.Classify.Lines;
using Audit.Cli.Classify.Scripts;
using Audit.Events;
using Audit.Statements;

namespace Audit.Cli.Classify;

/// <summary><c>audit classify</c>: what the statements of scripts do, for people; or of lines of JSON, for programs.</summary>
internal static class ClassifyCommand
{
    private const string StandardInput = "-";

    public static Command Create(Terminal terminal)
    {
        var files = new Argument<string[]>("FILE")
        {
            Description = "SQL scripts, also those that dotnet ef migrations script writes; standard input when none is given.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var dialect = new Option<string>("--dialect", "-d") { Description = $"The dialect: {DialectNames.All}.", HelpName = "D" };
        var failOn = new Option<string>("--fail-on") { Description = "Exit with 1 when a statement is as severe: low, medium, high or critical.", HelpName = "SEVERITY" };
        var jsonLines = new Option<bool>("--jsonl")
        {
            Description = "Read one JSON object per line, {\"id\",\"dialect\",\"sql\"}, from standard input, and write one per line.",
        };
        var command = new Command("classify", "Tell the operations, tables and destructive reasons of SQL, without running any.") { files, dialect, failOn, jsonLines };
        command.SetAction((parsed, cancellationToken) =>
        {
            var spoken = ParseDialect(parsed.GetValue(dialect));
            var limit = ParseSeverity(parsed.GetValue(failOn));
            var paths = parsed.GetValue(files) ?? [];
            if (!parsed.GetValue(jsonLines))
                return ReportAsync(paths, spoken, limit, terminal, cancellationToken);
            if (paths.Length > 0)
                throw new UsageException("--jsonl reads standard input and takes no FILE.");
            return new JsonLineClassifier(Classifier.Create(), spoken, limit).RunAsync(terminal.Input, terminal.Output, cancellationToken);
        });
        return command;
    }

    private static async Task<int> ReportAsync(string[] paths, SqlDialect? dialect, Risk? limit, Terminal terminal, CancellationToken cancellationToken)
    {
        if (paths.Length == 0 && terminal.IsInteractive)
            throw new UsageException("there is no FILE to classify, and standard input is a keyboard; try audit classify --help");

        var scripts = new List<(string Name, string Text)>();
        foreach (var path in paths.Length == 0 ? [StandardInput] : paths)
            scripts.Add((path, await ReadAsync(path, terminal, cancellationToken).ConfigureAwait(false)));

        var report = new ScriptReport(terminal.Console, Classifier.Create());
        foreach (var (name, text) in scripts)
            report.Add(scripts.Count > 1 ? name : null, SqlScript.Parse(text, dialect ?? SqlDialect.Unknown));
        report.Summarize();

        if (limit is not { } severity || report.CountFrom(severity) is not (var reached and > 0))
            return ExitCodes.Done;
        await terminal.Error.WriteLineAsync($"audit: {reached} of {report.Count} statements reached the severity {severity.ToString().ToLowerInvariant()} (--fail-on)").ConfigureAwait(false);
        return ExitCodes.Found;
    }

    private static async Task<string> ReadAsync(string path, Terminal terminal, CancellationToken cancellationToken)
    {
        if (path == StandardInput)
        {
            using var reader = new StreamReader(terminal.Input, leaveOpen: true);
            return await reader.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
        }

        try
        {
            return await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new UsageException(path.StartsWith('-') ? $"{path} is neither an option nor a script." : $"the script cannot be read: {failure.Message}");
        }
    }

    private static SqlDialect? ParseDialect(string? name) => name is null
        ? null
        : DialectNames.Parse(name) ?? throw new UsageException($"--dialect {name} is not known; it is one of {DialectNames.All}.");

    private static Risk? ParseSeverity(string? name) => name?.ToLowerInvariant() switch
    {
        null => null,
        "low" => Risk.Low,
        "medium" => Risk.Medium,
        "high" => Risk.High,
        "critical" => Risk.Critical,
        _ => throw new UsageException($"--fail-on {name} is not a severity; it is one of low, medium, high, critical."),
    };
}
