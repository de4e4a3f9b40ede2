using Audit.Statements;

namespace Audit.Guarding;

/// <summary>
/// Decides whether database operations may run. Captures ask it before they let a command through; without one registered, everything may.
/// Thread-safe. The synchronous methods are for callers that cannot wait otherwise: they block for a bounded time.
/// </summary>
public interface IOperationGuard
{
    /// <summary>Whether anything is guarded on this flow: not when auditing is switched off or suppressed.</summary>
    bool IsEnabled { get; }

    /// <summary>Whether there is anything to be asked about a statement; <see langword="false"/> for nearly every one, at nearly no cost.</summary>
    /// <param name="statement">What the statement does.</param>
    bool Concerns(StatementInfo statement);

    /// <summary>Asks for an operation that is about to run, from synchronous code.</summary>
    /// <param name="request">The operation.</param>
    /// <returns>On what terms it may run; <see langword="null"/>: on none.</returns>
    /// <exception cref="DestructiveOperationBlockedException">It may not run.</exception>
    GuardPass? Check(GuardRequest request);

    /// <summary>Asks for an operation that is about to run.</summary>
    /// <param name="request">The operation.</param>
    /// <param name="cancellationToken">Cancels the question; the operation must then not run.</param>
    /// <returns>On what terms it may run; <see langword="null"/>: on none.</returns>
    /// <exception cref="DestructiveOperationBlockedException">It may not run.</exception>
    ValueTask<GuardPass?> CheckAsync(GuardRequest request, CancellationToken cancellationToken);

    /// <summary>Asks, from synchronous code, for an operation that changed more rows than it may whether that may be committed.</summary>
    /// <param name="request">The operation.</param>
    /// <param name="excess">What it changed.</param>
    /// <returns>The id of the recorded event.</returns>
    /// <exception cref="DestructiveOperationBlockedException">It must be rolled back.</exception>
    Guid CheckRows(GuardRequest request, GuardExcess excess);

    /// <summary>Asks for an operation that changed more rows than it may whether that may be committed.</summary>
    /// <param name="request">The operation.</param>
    /// <param name="excess">What it changed.</param>
    /// <param name="cancellationToken">Cancels the question; the operation must then be rolled back.</param>
    /// <returns>The id of the recorded event.</returns>
    /// <exception cref="DestructiveOperationBlockedException">It must be rolled back.</exception>
    ValueTask<Guid> CheckRowsAsync(GuardRequest request, GuardExcess excess, CancellationToken cancellationToken);
}
