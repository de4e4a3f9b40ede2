using System.Globalization;
using Audit.Cli.Sources;
using Audit.Hosting;
using Audit.Spooling;
using Audit.Spooling.Configuration;
using Audit.Spooling.Reading;
using Audit.Statistics;
using Audit.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Audit.Cli.Spooling;

/// <summary>
/// Delivers what processes left, by the engine's own pipeline: it takes over their spools as the next process of the application would, asks the store what it
/// has of them, and declares what cannot be read.
/// </summary>
internal sealed class SpoolDrain(Terminal terminal, string directory, TimeSpan patience)
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan TellInterval = TimeSpan.FromSeconds(2);

    /// <summary>Runs until the store has everything, or does not take it.</summary>
    /// <param name="before">What lies there.</param>
    /// <param name="addStore">Adds the store.</param>
    /// <param name="cancellationToken">Ends it; what is not delivered stays.</param>
    /// <exception cref="UsageException">The store cannot be used, so that nothing was done.</exception>
    public async Task<DrainReport> RunAsync(SpoolReport before, Action<IAuditBuilder> addStore, CancellationToken cancellationToken)
    {
        var services = Services(addStore);
        await using (services.ConfigureAwait(false))
        {
            var store = await ReadyAsync(services, cancellationToken).ConfigureAwait(false);
            var pipeline = services.GetRequiredService<IAuditPipeline>();
            var failure = before.Events == 0 && !before.HasProblems ? null : await DeliverAsync(services, pipeline, before.Events, cancellationToken).ConfigureAwait(false);
            var left = SpoolReport.Of(directory, SpoolCommand.Survey(directory)).Instances;
            return new DrainReport(
                directory,
                store.Description,
                pipeline.Statistics.Adopted,
                before.Instances.Except(before.Held()).Where(instance => left.All(other => other.Name != instance.Name)).SelectMany(static instance => instance.Gaps).Sum(static gap => (long)(gap.Last - gap.First + 1)),
                [.. left.Where(static instance => instance.Events > 0 || instance.Problems().Any())],
                failure);
        }
    }

    private ServiceProvider Services(Action<IAuditBuilder> addStore)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddLogging(logging => logging.AddProvider(new StandardErrorLogs(terminal.Error)));
        addStore(services.AddAudit(options =>
        {
            options.Application = "audit";
            options.Spool.Directory = directory;
            options.Spool.WhenUnavailable = SpoolUnavailableMode.FailOperation;
            // Its own events are few, and the disk may be full of those of others.
            options.Spool.SegmentBytes = 64 * 1024;
            options.Spool.Retention = TimeSpan.Zero;
            options.Delivery.LongestDelay = TimeSpan.FromSeconds(2);
            options.Notifications.Log = false;
        }));
        return services.BuildServiceProvider();
    }

    private static async Task<IAuditStore> ReadyAsync(ServiceProvider services, CancellationToken cancellationToken)
    {
        try
        {
            var store = services.GetRequiredService<IAuditStore>();
            await store.InitializeAsync(cancellationToken).ConfigureAwait(false);
            return store;
        }
        catch (OptionsValidationException invalid)
        {
            throw new UsageException(string.Join(" ", invalid.Failures));
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            throw new UsageException($"the store cannot be used: {StoreOptions.Explain(failure)}");
        }
    }

    /// <returns>Why it ended before its end; <see langword="null"/> when it did not.</returns>
    private async Task<string?> DeliverAsync(ServiceProvider services, IAuditPipeline pipeline, long events, CancellationToken cancellationToken)
    {
        try
        {
            pipeline.Start();
        }
        catch (InvalidOperationException failure)
        {
            throw new UsageException(failure.InnerException?.Message ?? failure.Message);
        }

        try
        {
            return await WatchAsync(services.GetRequiredService<Spool>().Queue!, pipeline, events, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return "it was ended before everything was delivered; what is left stays.";
        }
        finally
        {
            await pipeline.StopAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async Task<string?> WatchAsync(SpooledBatchQueue queue, IAuditPipeline pipeline, long events, CancellationToken cancellationToken)
    {
        var time = TimeProvider.System;
        using var timer = new PeriodicTimer(LookInterval, time);
        var (delivered, since, told) = (0L, time.GetTimestamp(), time.GetTimestamp());
        while (!queue.IsEmpty)
        {
            await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false);
            var statistics = pipeline.Statistics;
            if (statistics.Adopted != delivered || statistics.ConsecutiveFailures == 0)
                (delivered, since) = (statistics.Adopted, time.GetTimestamp());
            if (statistics.Holds is [var hold, ..])
                return Told(hold);
            if (time.GetElapsedTime(since) >= patience)
                return $"the store failed for {patience}; what is left stays. Try again when it works, or give it more time by --give-up-after.";
            if (time.GetElapsedTime(told) < TellInterval)
                continue;
            told = time.GetTimestamp();
            await terminal.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"audit: {delivered:N0} of {events:N0} events are delivered")).ConfigureAwait(false);
        }

        return null;
    }

    private static string Told(DeliveryHold hold) => $"the store refuses everything: {hold.Code}. {hold.Remedy} What is left stays.";
}
