using Audit.ApiKeys.Managing;
using Microsoft.Extensions.Options;

namespace ReferenceHost.Features.ApiKeys;

/// <summary>
/// Brings the keys in the database in line with the configuration, at each start: imports what is new, and revokes what was imported and is no longer configured, as
/// the demo keys are outside of Development.
/// </summary>
/// <remarks>The service is resolved at the start: wrong options are to fail it together.</remarks>
internal sealed class ConfiguredKeys(IServiceProvider services, IOptions<ApiKeyOptions> options) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var keys = services.GetRequiredService<IApiKeys>();
        var configured = options.Value.ApiKeys;
        foreach (var key in configured)
            await keys.ImportAsync(new ImportedApiKey(key.Id, key.Sha256, key.Id, key.Owner), cancellationToken);
        foreach (var known in await keys.ListAsync(cancellationToken: cancellationToken))
        {
            if (known is { IsImported: true, RevokedAt: null } && configured.All(key => key.Id != known.Id))
                await keys.RevokeAsync(known.Id, "no longer configured", cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
