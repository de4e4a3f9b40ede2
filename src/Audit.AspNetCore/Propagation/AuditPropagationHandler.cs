using Audit.Context;

namespace Audit.AspNetCore.Propagation;

/// <summary>Sends who acts along with the requests of an HTTP client.</summary>
internal sealed class AuditPropagationHandler(AuditPropagator propagator) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Sign(request);
        return base.SendAsync(request, cancellationToken);
    }

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Sign(request);
        return base.Send(request, cancellationToken);
    }

    private void Sign(HttpRequestMessage request)
    {
        if (AuditContext.Current.IsSuppressed || propagator.Write() is not { } value)
            return;
        // A request that is sent again is signed again.
        request.Headers.Remove(BaggageHeader.Name);
        request.Headers.TryAddWithoutValidation(BaggageHeader.Name, BaggageHeader.With(value));
    }
}
