using System.CommandLine;
using Audit.Cli.Sources;
using Audit.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Audit.Cli.Doctor;

/// <summary><c>audit doctor</c>: looks at a deployment from outside, and says what to do about what it finds.</summary>
internal static class DoctorCommand
{
    public static Command Create(Terminal terminal)
    {
        var directory = new Option<string>("--directory") { Description = "The spool's directory, Audit:Spool:Directory of the application.", HelpName = "DIR" };
        var host = new Option<string>("--host")
        {
            Description = $"The host by its URL; the API lies at /graphql unless the URL has a path. {SourceOptions.TokenVariable} holds the token for statistics.", HelpName = "URL",
        };
        var json = new Option<bool>("--json") { Description = "Write one JSON object instead of a table." };
        var command = new Command("doctor", "Check spool, store and host of a deployment, and tell what to do.") { directory, host, json };
        var store = new StoreOptions(terminal, command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var findings = new List<Finding>();
            if (parsed.GetValue(directory) is { Length: > 0 } spool)
                findings.AddRange(new SpoolChecks(Path.GetFullPath(spool), terminal.Time).Run());
            if (store.IsGiven(parsed))
                findings.AddRange(await CheckStoreAsync(audit => store.AddTo(audit, parsed, appliesSchema: false), terminal, cancellationToken).ConfigureAwait(false));
            if (parsed.GetValue(host) is { Length: > 0 } address)
                findings.AddRange(await new HostChecks(SourceOptions.AddressOf(address), terminal.Variable(SourceOptions.TokenVariable)).RunAsync(cancellationToken).ConfigureAwait(false));
            if (findings.Count == 0)
                throw new UsageException("nothing to check is named: give --directory DIR, --storage CONNECTION or --embedded PATH, or --host URL.");

            var report = DoctorReport.Of(findings);
            await report.WriteAsync(terminal, parsed.GetValue(json), cancellationToken).ConfigureAwait(false);
            return report.Severity == Severity.Ok ? ExitCodes.Done : ExitCodes.Found;
        });
        return command;
    }

    private static async Task<IReadOnlyList<Finding>> CheckStoreAsync(Action<IAuditBuilder> addStore, Terminal terminal, CancellationToken cancellationToken)
    {
        var collection = new ServiceCollection();
        collection.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        collection.AddSingleton(terminal.Time);
        addStore(collection.AddAudit(static options => options.Enabled = false));
        var services = collection.BuildServiceProvider();
        await using (services.ConfigureAwait(false))
        {
            try
            {
                services.GetRequiredService<IAuditStore>();
            }
            catch (OptionsValidationException invalid)
            {
                throw new UsageException(string.Join(" ", invalid.Failures));
            }

            return await ActivatorUtilities.CreateInstance<StoreChecks>(services).RunAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
