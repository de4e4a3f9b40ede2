using System.CommandLine;
using System.Xml;
using Audit.Cli.Sources;
using Audit.Guarding;

namespace Audit.Cli.Guarding;

/// <summary><c>audit guard test</c>: what a policy would have done to the operations that were recorded.</summary>
internal static class GuardCommand
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3660);

    public static Command Create(Terminal terminal)
    {
        var guard = new Command("guard", "Try out a policy of the guard.");
        var sources = new SourceOptions(terminal, guard);
        var policy = new Option<string>("--policy")
        {
            Description = "The policy: an appsettings.json, or a file with what stands in its section Audit:Guard.", HelpName = "FILE", Required = true,
        };
        var last = new Option<string>("--last")
        {
            Description = "How far back to look, as an ISO 8601 duration.", HelpName = "DURATION", DefaultValueFactory = static _ => "P30D",
        };
        var failOnBlock = new Option<bool>("--fail-on-block") { Description = "Exit with 1 when the policy would have kept an operation from running as it did." };
        var test = new Command("test", "Tell what a policy would have done to the recorded history. Nothing is changed.") { policy, last, failOnBlock };
        test.SetAction(async (parsed, cancellationToken) =>
        {
            var tried = PolicyFile.Read(parsed.GetValue(policy)!);
            var spoken = parsed.GetValue(last)!;
            var span = ParseLast(spoken);
            var report = new PolicyReport();
            if (sources.ClickHouseOf(parsed) is { } connection)
            {
                await report.AddAsync(tried, ClickHouseHistory.ReadAsync(connection, span, cancellationToken)).ConfigureAwait(false);
            }
            else
            {
                using var host = sources.HostOf(parsed);
                await report.AddAsync(tried, HostHistory.ReadAsync(host, spoken, cancellationToken)).ConfigureAwait(false);
            }

            report.WriteTo(terminal.Console, spoken);
            return parsed.GetValue(failOnBlock) && report.CountFrom(GuardAction.RequireReason) > 0 ? ExitCodes.Found : ExitCodes.Done;
        });
        guard.Add(test);
        return guard;
    }

    private static TimeSpan ParseLast(string text)
    {
        try
        {
            var span = XmlConvert.ToTimeSpan(text);
            return span > TimeSpan.Zero && span <= Longest ? span : throw NoSpan(text);
        }
        catch (Exception failure) when (failure is FormatException or OverflowException)
        {
            throw NoSpan(text);
        }
    }

    private static UsageException NoSpan(string text) =>
        new($"--last {text} is no span to look back; allowed: an ISO 8601 duration above zero and at most P{Longest.Days}D, for example P30D or PT12H.");
}
