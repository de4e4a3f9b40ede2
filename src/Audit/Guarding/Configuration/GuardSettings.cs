using Audit.Guarding.Policy;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Audit.Guarding.Configuration;

/// <summary>
/// The options and the policy in force. When the configuration is reloaded, all of it is exchanged at once, or, when something is wrong with it,
/// nothing. Not an options monitor, which would throw into whoever reloads, and have no options left.
/// </summary>
internal sealed class GuardSettings : IDisposable
{
    private readonly IOptionsFactory<GuardOptions> _factory;
    private readonly ILogger<GuardSettings> _logger;
    private readonly IDisposable? _reloads;
    private State _state;

    public GuardSettings(IOptionsFactory<GuardOptions> factory, ILogger<GuardSettings> logger, IConfiguration? configuration = null)
    {
        _factory = factory;
        _logger = logger;
        _state = Read();
        _reloads = configuration is null ? null : ChangeToken.OnChange(configuration.GetReloadToken, Reload);
    }

    public GuardOptions Options => Volatile.Read(ref _state).Options;

    public GuardPolicy Policy => Volatile.Read(ref _state).Policy;

    public void Dispose() => _reloads?.Dispose();

    private void Reload()
    {
#pragma warning disable CA1031 // Whatever is wrong with the new configuration, the application keeps the policy that it has.
        try
        {
            Volatile.Write(ref _state, Read());
            _logger.PolicyLoaded(Options.Rules.Count);
        }
        catch (Exception exception)
        {
            _logger.PolicyRefused(exception.Message);
        }
#pragma warning restore CA1031
    }

    private State Read()
    {
        var options = _factory.Create(Microsoft.Extensions.Options.Options.DefaultName);
        return new State(options, GuardPolicy.Create(options));
    }

    private sealed record State(GuardOptions Options, GuardPolicy Policy);
}
