using System.Diagnostics;
using Audit.Context;
using Audit.Events;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Audit.AspNetCore.Propagation;

/// <summary>Takes over what a request says of who caused it, if it is signed; and notes it if it is not to be believed.</summary>
internal sealed class IncomingContext(IServiceProvider services, TimeProvider time, ILogger<IncomingContext> logger)
{
    private static readonly TimeSpan BetweenWarnings = TimeSpan.FromMinutes(1);

    private readonly AuditPropagator? _propagator = services.GetService<AuditPropagator>();
    private long _nextWarning = long.MinValue;

    public AuditContext Apply(HttpContext request, AuditContext own)
    {
        // Without propagation the header means nothing here.
        if (_propagator is null || !request.Request.Headers.TryGetValue(BaggageHeader.Name, out var headers) || !BaggageHeader.TryFind(headers, out var value))
            return own;

        // The framework made it the trace's baggage, which its HTTP client sends on to everyone.
        Activity.Current?.SetBaggage(AuditPropagator.BaggageName, null);

        PropagatedContext? context = null;
        var refusal = value is null ? PropagationRefusal.Oversized : _propagator.Read(value, out context);
        if (refusal == PropagationRefusal.None)
            return AuditPropagator.Apply(context!, own);

        Warn(refusal);
        return own with { Attributes = own.Attributes.Add(new AuditAttribute("propagation.refused", refusal.ToString())) };
    }

    /// <summary>Strangers can send as many as they like: the log tells of one in a while, the events of every request.</summary>
    private void Warn(PropagationRefusal refusal)
    {
        var next = Interlocked.Read(ref _nextWarning);
        var now = time.GetTimestamp();
        if (now >= next && Interlocked.CompareExchange(ref _nextWarning, now + (long)(BetweenWarnings.TotalSeconds * time.TimestampFrequency), next) == next)
            logger.NotBelieved(refusal);
    }
}
