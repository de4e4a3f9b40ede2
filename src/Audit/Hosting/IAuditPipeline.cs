using Audit.Statistics;

namespace Audit.Hosting;

/// <summary>
/// The running engine of this process. A host starts and stops it by itself; an application without a host does so here,
/// or disposes its service provider asynchronously, which stops it, too.
/// </summary>
public interface IAuditPipeline
{
    /// <summary>How it fares, and what became of the events of this process.</summary>
    PipelineStatistics Statistics { get; }

    /// <summary>Starts to seal and deliver; does nothing when it was started before. Events recorded earlier wait for it.</summary>
    /// <exception cref="InvalidOperationException">No store is registered.</exception>
    void Start();

    /// <summary>
    /// Takes no more events, brings what was recorded to the spool, and delivers it while the store works, for <c>Audit:Spool:DrainTimeout</c> at most; what is left
    /// then is delivered by the next process. Without a spool it delivers until it is done or the token is cancelled, and what is left then is counted and logged as lost.
    /// </summary>
    /// <param name="cancellationToken">Ends the attempt to deliver what is left.</param>
    ValueTask StopAsync(CancellationToken cancellationToken = default);
}
