using Audit.Redis.Messaging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace Audit.Redis.Connecting;

/// <summary>
/// Finds out every second whether Redis takes what is written and brings what is published: the one proof that this instance hears of others. The start of the
/// application waits for the first answer, but not for long.
/// </summary>
/// <remarks>What it needs is resolved when it starts: wrong options are to fail the start together, with all their messages.</remarks>
internal sealed class RedisWatch(IServiceProvider services, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan KeepFor = TimeSpan.FromMinutes(1);

    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await base.StartAsync(cancellationToken).ConfigureAwait(false);
        await Task.WhenAny(_first.Task, Task.Delay(services.GetRequiredService<RedisLink>().Timeout, time, cancellationToken)).ConfigureAwait(false);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        var link = services.GetRequiredService<RedisLink>();
        var messages = services.GetRequiredService<RedisMessages>();
        using var timer = new PeriodicTimer(Pause, time);
        do
        {
            try
            {
                await LookAsync(link, messages, stoppingToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // Whatever it is: the application must not end with it, and the next look may do better.
                link.Lost(exception);
            }

            _first.TrySetResult();
        }
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }

    private static async Task LookAsync(RedisLink link, RedisMessages messages, CancellationToken cancellationToken)
    {
        var connection = await link.ConnectAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        var database = connection.GetDatabase();
        // One that is full, or a replica, can be read but is of no use.
        await database.StringSetAsync($"{link.Prefix}instance:{messages.Instance}", RedisValue.EmptyString, KeepFor).ConfigureAwait(false);
        await messages.ListenAsync(connection, cancellationToken).ConfigureAwait(false);
        await link.FoundAsync(database).ConfigureAwait(false);
    }
}
