using Audit.Guarding;

namespace Audit.Commands;

/// <summary>
/// Runs commands so that they are recorded: who ran them, with which arguments, for how long and with what result. A destructive one is guarded first.
/// Thread-safe.
/// </summary>
public interface ICommandRunner
{
    /// <summary>Runs a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="work">What it does; under its context, so that everything recorded by it points to the run.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>The exit code of the work.</returns>
    /// <exception cref="DestructiveOperationBlockedException">The guard did not let it run.</exception>
    Task<int> RunAsync(CommandInvocation command, Func<CancellationToken, Task<int>> work, CancellationToken cancellationToken = default);
}
