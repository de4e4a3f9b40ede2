using System.CommandLine;
using Audit.Cli.Approvals;
using Audit.Cli.Classify;
using Audit.Cli.Coverage;
using Audit.Cli.Doctor;
using Audit.Cli.Guarding;
using Audit.Cli.Spooling;

namespace Audit.Cli;

/// <summary>The command <c>audit</c>.</summary>
internal static class AuditCommandLine
{
    /// <summary>Runs a command.</summary>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, Terminal terminal, CancellationToken cancellationToken)
    {
        var root = new RootCommand("Tells what SQL does before it runs, decides on what waits for approval, and looks after the way of events to the log.")
        {
            ClassifyCommand.Create(terminal),
            ApprovalsCommand.Create(terminal),
            GuardCommand.Create(terminal),
            CoverageCommand.Create(terminal),
            SpoolCommand.Create(terminal),
            DoctorCommand.Create(terminal),
        };
        var parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
                await terminal.Error.WriteLineAsync($"audit: {error.Message}").ConfigureAwait(false);
            await terminal.Error.WriteLineAsync("audit: try --help").ConfigureAwait(false);
            return ExitCodes.WrongUse;
        }

        try
        {
            var streams = new InvocationConfiguration
            {
                Output = terminal.Console.Profile.Out.Writer,
                Error = terminal.Error,
                EnableDefaultExceptionHandler = false,
            };
            return await parsed.InvokeAsync(streams, cancellationToken).ConfigureAwait(false);
        }
        catch (UsageException wrong)
        {
            await terminal.Error.WriteLineAsync($"audit: {wrong.Message}").ConfigureAwait(false);
            return ExitCodes.WrongUse;
        }
    }
}
