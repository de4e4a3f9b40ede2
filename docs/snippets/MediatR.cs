using Audit.Commands;
using Audit.Events;

namespace Audit.Snippets;

/// <summary>MediatR's own, of which no more is needed here: the package is not referenced.</summary>
internal delegate Task<TResponse> RequestHandlerDelegate<TResponse>(CancellationToken cancellationToken = default);

/// <inheritdoc cref="RequestHandlerDelegate{TResponse}"/>
internal interface IPipelineBehavior<in TRequest, TResponse>
    where TRequest : notnull
{
    Task<TResponse> Handle(TRequest request, RequestHandlerDelegate<TResponse> next, CancellationToken cancellationToken);
}

/// <summary>MediatR: each request is a run of its own.</summary>
internal sealed class AuditedRequest<TRequest, TResponse>(IAuditLog log) : IPipelineBehavior<TRequest, TResponse>
    where TRequest : notnull
{
    public Task<TResponse> Handle(TRequest request, RequestHandlerDelegate<TResponse> next, CancellationToken cancellationToken) =>
        log.RunAsync(typeof(TRequest).Name, [], token => next(token), cancellationToken);
}
