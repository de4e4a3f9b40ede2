using System.Diagnostics;

namespace ReferenceHost.Features.DemoTraffic;

/// <summary>Uses the shop as people and programs would, so that there is something to look at in the audit log.</summary>
internal static class DemoTrafficCommand
{
    public const string Name = "demo:traffic";

    public const int WrongArguments = 2;

    private const int Failed = 1;

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
            return WrongArguments;
        }

        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = true;
            stop.Cancel();
        };
        try
        {
            await DriveAsync(options, Console.Out, stop.Token);
            return 0;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Stopped. What was done until now is in the audit log.");
            return Failed;
        }
        catch (Exception exception) when (exception is DemoTrafficException or HttpRequestException or IOException or TaskCanceledException)
        {
            await Console.Error.WriteLineAsync(exception is DemoTrafficException ? exception.Message : $"{options.Url} cannot be driven: {exception.Message}");
            return Failed;
        }
    }

    /// <param name="options">How much traffic, and where to.</param>
    /// <param name="console">Where to report.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <param name="settings">Settings of the host that is started if none answers, as on a command line.</param>
    public static async Task DriveAsync(DemoTrafficOptions options, TextWriter console, CancellationToken cancellationToken, params string[] settings)
    {
        await using var target = await DemoTarget.FindAsync(options.Url, settings, cancellationToken);
        await console.WriteLineAsync(target.IsOwn
            ? $"No host answers at {options.Url}; starting one for the while."
            : $"Driving the host at {options.Url}.");

        var recordedBefore = await target.RecordedAsync(cancellationToken);
        var began = Stopwatch.GetTimestamp();
        var tallies = await Task.WhenAll(DemoShopper.All.Select(shopper => VisitAsync(shopper, options, target.Address, cancellationToken)));
        var took = Stopwatch.GetElapsedTime(began);
        var recorded = await target.RecordedAsync(cancellationToken) - recordedBefore;
        await console.WriteLineAsync(DemoReport.Of(tallies, took, recorded, target));
    }

    private static async Task<DemoTally> VisitAsync(DemoShopper shopper, DemoTrafficOptions options, Uri address, CancellationToken cancellationToken)
    {
        using var visit = new DemoVisit(shopper, address);
        var commands = Math.Max(1, (int)((long)options.Events * shopper.Share / 100));
        return await visit.RunAsync(new DemoPlan(shopper, options.Seed).Steps(commands), cancellationToken);
    }
}
