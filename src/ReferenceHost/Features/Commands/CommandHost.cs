using Audit.Commands;
using Audit.Hosting;
using Audit.Storage;
using Microsoft.Extensions.Options;
using ReferenceHost.Features.DemoTraffic;
using ReferenceHost.Features.Welcome;

namespace ReferenceHost.Features.Commands;

/// <summary>Runs the commands of this program, with the host's services and without its server.</summary>
internal static class CommandHost
{
    /// <summary>Whether the arguments are those of a command, rather than of the host.</summary>
    public static bool IsCommand(ReadOnlySpan<string> args) => args is [var first, ..] && !first.StartsWith('-') && !first.Contains('=');

    public static async Task<int> RunAsync(string[] args)
    {
        if (args is [DemoTrafficCommand.CommandName, ..])
            return await DemoTrafficCommand.RunAsync(args[1..]);

        var (arguments, settings) = CommandSettings.Split(args);
        try
        {
            await using var app = ReferenceApplication.Create(["--Logging:LogLevel:Default", nameof(LogLevel.Warning), "--Logging:LogLevel:Audit.Delivery", nameof(LogLevel.Error), .. settings]);
            if (Knows(app, arguments[0]) && await ProblemOfLogAsync(app) is { } problem)
            {
                await Console.Error.WriteLineAsync($"{arguments[0]} was not run, because nothing of it could be recorded. {problem}");
                return CommandExitCodes.Failed;
            }

            var exitCode = await app.RunCommandAsync(arguments);
            if (app.Services.GetRequiredService<IAuditPipeline>().Statistics.Spooled is var left and > 0)
                await Console.Error.WriteLineAsync($"The audit log is not within reach: {left} events lie in the spool, for a host that runs or the next that starts.");
            return exitCode;
        }
        catch (Exception exception) when (StartFailure.MessagesOf(exception) is { Count: > 0 } messages)
        {
            foreach (var message in messages)
                await Console.Error.WriteLineAsync(message);
            return CommandExitCodes.Failed;
        }
    }

    private static bool Knows(WebApplication app, string command)
    {
        using var scope = app.Services.CreateScope();
        return scope.ServiceProvider.GetServices<IAuditedCommand>().Any(known => string.Equals(known.Name, command, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>
    /// What keeps the log from being written. The engine's directory belongs to one process at a time: beside a running host, a command leaves what it
    /// records in the spool, and the host takes it over. Without a spool the command would do its work and lose the record of it.
    /// </summary>
    private static async Task<string?> ProblemOfLogAsync(WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<AuditOptions>>().Value is { Enabled: false } or { Spool.Enabled: true })
            return null;
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30), app.Services.GetRequiredService<TimeProvider>());
            await app.Services.GetRequiredService<IAuditStore>().InitializeAsync(limit.Token);
            return null;
        }
        catch (Exception exception) when (StartFailure.MessagesOf(exception).Count == 0)
        {
            return $"The audit log cannot be written: {exception.Message}";
        }
    }
}
