using System.CommandLine;
using System.Xml;
using Audit.Cli.Sources;
using Audit.Spooling.Adoption;
using Audit.Spooling.Files;

namespace Audit.Cli.Spooling;

/// <summary><c>audit spool</c>: what lies in the spool of an application, and its delivery when no process of the application does it.</summary>
internal static class SpoolCommand
{
    private static readonly Option<string> Directory = new("--directory")
    {
        Description = "The spool's directory, Audit:Spool:Directory of the application.", HelpName = "DIR", Required = true,
    };

    private static readonly Option<bool> Json = new("--json") { Description = "Write one JSON object instead of tables." };

    public static Command Create(Terminal terminal) => new("spool", "Look after the spool of an application: what its processes left on disk.") { Status(terminal), Drain(terminal) };

    private static Command Status(Terminal terminal)
    {
        var command = new Command("status", "Tell what lies in a spool. Changes nothing.") { Directory, Json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var root = RootOf(parsed);
            var report = SpoolReport.Of(root, Survey(root));
            await report.WriteAsync(terminal, parsed.GetValue(Json), cancellationToken).ConfigureAwait(false);
            return report.HasProblems ? ExitCodes.Found : ExitCodes.Done;
        });
        return command;
    }

    private static Command Drain(Terminal terminal)
    {
        var isDry = new Option<bool>("--dry-run") { Description = "Tell what would be delivered, and deliver nothing." };
        var appliesSchema = new Option<bool>("--apply-schema") { Description = "Make and migrate the tables as the application would. Otherwise they must be there." };
        var patience = new Option<string>("--give-up-after") { Description = "How long the store may fail, an ISO 8601 duration. Default: PT30S.", HelpName = "DURATION" };
        var command = new Command("drain", "Deliver what processes that are gone left in a spool.") { Directory, Json, isDry, appliesSchema, patience };
        var store = new StoreOptions(terminal, command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var root = RootOf(parsed);
            var before = SpoolReport.Of(root, Survey(root));
            if (parsed.GetValue(isDry))
            {
                await before.WriteAsync(terminal, parsed.GetValue(Json), cancellationToken).ConfigureAwait(false);
                return before.HasProblems ? ExitCodes.Found : ExitCodes.Done;
            }

            var drain = new SpoolDrain(terminal, root, PatienceOf(parsed.GetValue(patience)));
            var result = await drain.RunAsync(before, audit => store.AddTo(audit, parsed, parsed.GetValue(appliesSchema)), cancellationToken).ConfigureAwait(false);
            await result.WriteAsync(terminal, parsed.GetValue(Json), cancellationToken).ConfigureAwait(false);
            return result.IsComplete ? ExitCodes.Done : ExitCodes.Found;
        });
        return command;
    }

    /// <summary>Looks through a spool.</summary>
    /// <exception cref="UsageException">It cannot be read.</exception>
    public static IReadOnlyList<SurveyedSpool> Survey(string root)
    {
        try
        {
            return new SpoolSurvey(new SpoolFiles(), root).Run();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"the spool {root} cannot be read: {failure.Message}");
        }
    }

    private static string RootOf(ParseResult parsed)
    {
        var root = Path.GetFullPath(parsed.GetRequiredValue(Directory));
        return System.IO.Directory.Exists(root) ? root : throw new UsageException($"--directory: there is no directory {root}.");
    }

    private static TimeSpan PatienceOf(string? text)
    {
        if (text is null)
            return TimeSpan.FromSeconds(30);
        try
        {
            if (XmlConvert.ToTimeSpan(text) is var span && span > TimeSpan.Zero && span <= TimeSpan.FromDays(1))
                return span;
        }
        catch (Exception failure) when (failure is FormatException or OverflowException or ArgumentOutOfRangeException)
        {
        }

        throw new UsageException($"--give-up-after {text} is no duration; allowed: an ISO 8601 duration above zero, at most P1D, for example PT5M.");
    }
}
