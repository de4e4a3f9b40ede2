using System.Diagnostics.Metrics;

namespace Audit.Redis.Connecting;

/// <summary>The instruments of Redis.</summary>
internal sealed class RedisInstruments
{
    public const string MeterName = "Audit.Redis";

    private readonly Meter _meter;
    private readonly Counter<long> _fallbacks;

    public RedisInstruments(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _fallbacks = _meter.CreateCounter<long>("audit.redis.fallbacks", "{operation}", "Operations that were answered without Redis because it was out of reach.");
    }

    public void FellBack() => _fallbacks.Add(1);

    public void Observe(Func<bool> isAvailable) =>
        _meter.CreateObservableGauge("audit.redis.available", () => isAvailable() ? 1 : 0, "1", "1 while Redis is in reach.");
}
