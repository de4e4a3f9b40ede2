using System.Diagnostics.Metrics;
using Audit.ApiKeys.Verifying;

namespace Audit.ApiKeys.Diagnostics;

/// <summary>The instruments of API keys. None tells which key it was.</summary>
internal sealed class ApiKeyInstruments
{
    public const string MeterName = "Audit.ApiKeys";

    private readonly Counter<long> _verified;
    private readonly Counter<long> _lookedUp;

    public ApiKeyInstruments(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _verified = meter.CreateCounter<long>("audit.api_keys.verified", "{key}", "Keys that were presented, by what became of them.");
        _lookedUp = meter.CreateCounter<long>("audit.api_keys.lookups", "{lookup}", "Keys that the database was asked for.");
    }

    public void Verified(ApiKeyRefusal refusal)
    {
        if (_verified.Enabled)
            _verified.Add(1, new KeyValuePair<string, object?>("audit.api_key.result", NameOf(refusal)));
    }

    public void LookedUp() => _lookedUp.Add(1);

    private static string NameOf(ApiKeyRefusal refusal) => refusal switch
    {
        ApiKeyRefusal.None => "accepted",
        ApiKeyRefusal.Malformed => "malformed",
        ApiKeyRefusal.Revoked => "revoked",
        ApiKeyRefusal.Expired => "expired",
        _ => "unknown",
    };
}
