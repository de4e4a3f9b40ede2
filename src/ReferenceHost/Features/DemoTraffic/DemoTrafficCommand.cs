using System.Diagnostics;
using Audit.Commands;

namespace ReferenceHost.Features.DemoTraffic;

/// <summary>
/// Uses the shop as people and programs would, so that there is something to look at in the audit log. The log belongs to the host that is driven: one that runs
/// already records the requests, and one that is started for the while records the command, too.
/// </summary>
internal sealed class DemoTrafficCommand : IAuditedCommand
{
    public const string CommandName = "demo:traffic";

    public string Name => CommandName;

    public string Description => "Uses the shop as people and programs would.";

    /// <summary>Within a host that was started for the while.</summary>
    public async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var (options, error) = DemoTrafficOptions.Parse([.. arguments]);
        if (options is null)
        {
            await Console.Error.WriteLineAsync(error);
            return CommandExitCodes.WrongArguments;
        }

        await using var target = DemoTarget.At(options.Url);
        await DriveAsync(target, options, Console.Out, isOwn: true, cancellationToken);
        return CommandExitCodes.Done;
    }

    /// <summary>From the console.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        if (args is ["--help" or "-h"])
        {
            Console.WriteLine(DemoTrafficOptions.Usage);
            return 0;
        }

        var (options, error) = DemoTrafficOptions.Parse(args);
        if (options is null)
        {
            await Console.Error.WriteLineAsync(error);
            await Console.Error.WriteLineAsync(DemoTrafficOptions.Usage);
            return CommandExitCodes.WrongArguments;
        }

        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = true;
            stop.Cancel();
        };
        try
        {
            return await DriveAsync(options, Console.Out, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Stopped. What was done until now is in the audit log.");
            return CommandExitCodes.Failed;
        }
        catch (Exception exception) when (exception is DemoTrafficException or HttpRequestException or IOException or TaskCanceledException)
        {
            await Console.Error.WriteLineAsync(exception is DemoTrafficException ? exception.Message : $"{options.Url} cannot be driven: {exception.Message}");
            return CommandExitCodes.Failed;
        }
    }

    /// <param name="options">How much traffic, and where to.</param>
    /// <param name="console">Where to report.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <param name="settings">Settings of the host that is started if none answers, as on a command line.</param>
    public static async Task<int> DriveAsync(DemoTrafficOptions options, TextWriter console, CancellationToken cancellationToken, params string[] settings)
    {
        await using var target = await DemoTarget.FindAsync(options.Url, settings, cancellationToken);
        if (target.Own is { } host)
        {
            await console.WriteLineAsync($"No host answers at {options.Url}; starting one for the while.");
            return await host.RunCommandAsync([CommandName, .. options.ToArguments()], cancellationToken);
        }

        await console.WriteLineAsync($"Driving the host at {options.Url}.");
        await DriveAsync(target, options, console, isOwn: false, cancellationToken);
        return CommandExitCodes.Done;
    }

    private static async Task DriveAsync(DemoTarget target, DemoTrafficOptions options, TextWriter console, bool isOwn, CancellationToken cancellationToken)
    {
        var recordedBefore = await target.RecordedAsync(cancellationToken);
        var began = Stopwatch.GetTimestamp();
        var tallies = await Task.WhenAll(DemoShopper.All.Select(shopper => VisitAsync(shopper, options, target.Address, cancellationToken)));
        var took = Stopwatch.GetElapsedTime(began);
        var recorded = await target.RecordedAsync(cancellationToken) - recordedBefore;
        await console.WriteLineAsync(DemoReport.Of(tallies, took, recorded, target, isOwn));
    }

    private static async Task<DemoTally> VisitAsync(DemoShopper shopper, DemoTrafficOptions options, Uri address, CancellationToken cancellationToken)
    {
        using var visit = new DemoVisit(shopper, address);
        var commands = Math.Max(1, (int)((long)options.Events * shopper.Share / 100));
        return await visit.RunAsync(new DemoPlan(shopper, options.Seed).Steps(commands), cancellationToken);
    }
}
