using System.CommandLine;
using Audit.CommandLine;
using Audit.Commands;
using Audit.Events;
using Hangfire.Server;
using Quartz;

namespace Audit.Snippets;

/// <summary>How applications audit commands and jobs.</summary>
internal static class Commands
{
    public static async Task<int> RunAsync(WebApplicationBuilder builder, string[] args)
    {
        builder.AddAudit().AddEfCore().AddClickHouse().AddGuard();
        builder.Services.AddAuditedCommand<ResetDatabase>();

        await using var app = builder.Build();
        if (args is [var name, ..] && !name.StartsWith('-'))
            return await app.RunCommandAsync(args);

        await app.RunAsync();
        return 0;
    }

    public static async Task<int> CommandLineAsync(RootCommand root, Option<string> pin, string[] args)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.AddAudit().AddClickHouse().AddGuard();
        builder.Services.AddAuditedCommands();
        await using var services = builder.Services.BuildServiceProvider();

        root.UseAudit(services, secrets: pin);
        return await root.Parse(args).InvokeAsync();
    }

    public static Task NightlyAsync(IAuditLog log, CancellationToken cancellationToken) =>
        log.RunAsync("nightly-prices", ["--market", "eu"], RecalculateAsync, cancellationToken);

    private static Task RecalculateAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

[Secret("--pin")]
internal sealed class ResetDatabase(ShopContext shop) : IAuditedCommand
{
    public string Name => "db:reset";

    public string Description => "Drops the shop's database and creates it anew.";

    public async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        await shop.Database.EnsureDeletedAsync(cancellationToken);
        await shop.Database.EnsureCreatedAsync(cancellationToken);
        return 0;
    }
}

/// <summary>Quartz.NET: a job that runs another, under its key.</summary>
internal sealed class AuditedJob<T>(IAuditLog log, T inner) : IJob
    where T : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        await log.RunAsync(context.JobDetail.Key.ToString(), [], async token => await inner.Execute(context, token), cancellationToken);
}

/// <summary>Hangfire: jobs take the log by their constructor, and the context of the run tells which job it is.</summary>
internal sealed class PriceJob(IAuditLog log)
{
    public Task RunAsync(PerformContext context, CancellationToken cancellationToken) =>
        log.RunAsync("nightly-prices", ["--job", context.BackgroundJob.Id], RecalculateAsync, cancellationToken);

    private static Task RecalculateAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
