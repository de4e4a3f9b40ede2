namespace Audit.AspNetCore.Sessions;

/// <summary>
/// Lets instances of an application know each other's sessions, so that each is started and ended once. Thread-safe. Implementations do not throw: one that
/// is out of reach answers as if this instance were alone, and says so in its log.
/// </summary>
public interface ISharedSessions
{
    /// <summary>
    /// Instances can be reached again, and may have forgotten each other's sessions meanwhile: this one is to touch all that it knows. Handlers must be quick and not
    /// throw.
    /// </summary>
    event Action? Forgotten;

    /// <summary>Adds a session unless another instance did.</summary>
    /// <param name="id">The hashed id.</param>
    /// <param name="state">What this instance knows of it.</param>
    /// <param name="keepFor">How long it is kept without being touched.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>What another instance knows of it; <see langword="null"/> when it is new.</returns>
    ValueTask<SessionState?> AddOrGetAsync(string id, SessionState state, TimeSpan keepFor, CancellationToken cancellationToken);

    /// <summary>Says that a session is in use, and what is known of it now.</summary>
    /// <param name="id">The hashed id.</param>
    /// <param name="state">What this instance knows of it.</param>
    /// <param name="keepFor">How long it is kept without being touched.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns><see langword="false"/> when another instance ended it.</returns>
    ValueTask<bool> TouchAsync(string id, SessionState state, TimeSpan keepFor, CancellationToken cancellationToken);

    /// <summary>Ends a session, whatever other instances do with it.</summary>
    /// <param name="id">The hashed id.</param>
    /// <param name="keepFor">How long it is remembered that it ended.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>Whether this instance was the one that ended it.</returns>
    ValueTask<bool> EndAsync(string id, TimeSpan keepFor, CancellationToken cancellationToken);

    /// <summary>Ends a session that no instance has seen for a while.</summary>
    /// <param name="id">The hashed id.</param>
    /// <param name="idleSince">Seen after that, it stays.</param>
    /// <param name="keepFor">How long it is remembered that it ended.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    ValueTask<SessionExpiry> ExpireAsync(string id, DateTimeOffset idleSince, TimeSpan keepFor, CancellationToken cancellationToken);
}

/// <summary>What became of a session that this instance has not seen for a while.</summary>
public enum SessionExpiry
{
    /// <summary>This instance ended it, and reports it.</summary>
    Ended,

    /// <summary>Another instance ended it.</summary>
    EndedElsewhere,

    /// <summary>Another instance sees it still.</summary>
    Alive,
}
