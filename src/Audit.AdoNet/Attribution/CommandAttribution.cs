using System.Data;
using System.Data.Common;
using System.Reflection;
using System.Runtime.CompilerServices;
using Audit.AdoNet.Connections;
using Audit.AdoNet.Recording;
using Audit.Context;
using Audit.Events;
using Audit.Statements;
using Microsoft.Extensions.Options;

namespace Audit.AdoNet.Attribution;

/// <summary>
/// Tells the database who acts before a command runs. What is known of a session is kept by its connection and forgotten when that is closed, since the next
/// to open it may get another session. A failure is reported, and the command runs all the same.
/// </summary>
internal sealed class CommandAttribution(IOptions<AdoNetAttributionOptions> options, ConnectionProfiles profiles, CaptureFailures failures)
{
    private const int LongestActor = 256;

    private readonly AdoNetAttributionOptions _options = options.Value;
    private readonly string _application = options.Value.Application ?? Assembly.GetEntryAssembly()?.GetName().Name ?? "application";
    private readonly ConditionalWeakTable<DbConnection, Session> _sessions = [];
    private readonly ConditionalWeakTable<object, Commented> _commented = [];

    /// <summary>Whether any database is told.</summary>
    public bool IsEnabled { get; } = options.Value.IsEnabled;

    /// <summary>Tells it, from synchronous code.</summary>
    /// <param name="command">The provider's command, which is about to run.</param>
    /// <param name="transaction">The transaction that it runs in; <see cref="Guid.Empty"/> for none.</param>
    public void Apply(DbCommand command, Guid transaction)
    {
        try
        {
            if (Begin(command, transaction, out var telling))
                telling.Tell(command.Transaction);
        }
        catch (Exception exception) when (IsBearable(exception))
        {
            failures.Report(exception);
        }
    }

    /// <inheritdoc cref="Apply(DbCommand, Guid)"/>
    public async ValueTask ApplyAsync(DbCommand command, Guid transaction, CancellationToken cancellationToken)
    {
        try
        {
            if (Begin(command, transaction, out var telling))
                await telling.TellAsync(command.Transaction, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (IsBearable(exception))
        {
            failures.Report(exception);
        }
    }

    /// <summary>Tells it, from synchronous code.</summary>
    /// <param name="batch">The provider's batch, which is about to run.</param>
    /// <param name="transaction">The transaction that it runs in; <see cref="Guid.Empty"/> for none.</param>
    public void Apply(DbBatch batch, Guid transaction)
    {
        try
        {
            if (Begin(batch, transaction, out var telling))
                telling.Tell(batch.Transaction);
        }
        catch (Exception exception) when (IsBearable(exception))
        {
            failures.Report(exception);
        }
    }

    /// <inheritdoc cref="Apply(DbBatch, Guid)"/>
    public async ValueTask ApplyAsync(DbBatch batch, Guid transaction, CancellationToken cancellationToken)
    {
        try
        {
            if (Begin(batch, transaction, out var telling))
                await telling.TellAsync(batch.Transaction, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (IsBearable(exception))
        {
            failures.Report(exception);
        }
    }

    /// <summary>A connection is about to go back to its pool: nobody who gets it next must act under this name.</summary>
    public void Clear(DbConnection connection)
    {
        if (!MustClear(connection, out var dialect))
            return;
        try
        {
            using var telling = SessionContext.CommandOf(connection, null, dialect, "");
            telling.ExecuteNonQuery();
        }
        catch (Exception exception) when (IsBearable(exception))
        {
            failures.Report(exception);
        }
    }

    /// <inheritdoc cref="Clear"/>
    public async ValueTask ClearAsync(DbConnection connection)
    {
        if (!MustClear(connection, out var dialect))
            return;
        try
        {
            var telling = SessionContext.CommandOf(connection, null, dialect, "");
            await using (telling.ConfigureAwait(false))
                await telling.ExecuteNonQueryAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception) when (IsBearable(exception))
        {
            failures.Report(exception);
        }
    }

    /// <summary>Comments the command, or finds out whether its session has to be told.</summary>
    private bool Begin(DbCommand command, Guid transaction, out Telling telling)
    {
        if (!Begin(command.Connection, transaction, out telling, out var comment))
            return false;
        if (comment is null)
            return true;
        if (command.CommandType == CommandType.Text)
        {
            var text = OriginalOf(command, command.CommandText);
#pragma warning disable CA2100 // The application's own text, and a comment that nothing can end early.
            command.CommandText = $"{text.TrimEnd()} {comment}";
#pragma warning restore CA2100
            _commented.AddOrUpdate(command, new Commented(text, command.CommandText));
        }

        return false;
    }

    /// <summary>Comments each of the batch's commands, or finds out whether its session has to be told.</summary>
    private bool Begin(DbBatch batch, Guid transaction, out Telling telling)
    {
        if (!Begin(batch.Connection, transaction, out telling, out var comment))
            return false;
        if (comment is null)
            return true;
        foreach (var command in batch.BatchCommands)
        {
            if (command.CommandType != CommandType.Text)
                continue;
            var text = OriginalOf(command, command.CommandText);
#pragma warning disable CA2100 // The application's own text, and a comment that nothing can end early.
            command.CommandText = $"{text.TrimEnd()} {comment}";
#pragma warning restore CA2100
            _commented.AddOrUpdate(command, new Commented(text, command.CommandText));
        }

        return false;
    }

    /// <summary>Finds out whether something has to be done: a comment to be written, or else a session to be told.</summary>
    private bool Begin(DbConnection? connection, Guid transaction, out Telling telling, out string? comment)
    {
        telling = default;
        comment = null;
        var context = AuditContext.Current;
        if (context.IsSuppressed || connection is null)
            return false;

        var dialect = profiles.Of(connection).Dialect;
        var mode = _options.ModeOf(dialect);
        if (mode == AttributionMode.None)
            return false;

        var actor = NameOf(context.Actor);
        if (mode == AttributionMode.SqlCommenter)
        {
            comment = SqlComment.Of(context, actor, _application);
            return true;
        }

        var session = _sessions.GetValue(connection, static opened => new Session(opened));
        telling = new Telling(connection, session, actor, dialect, transaction);
        return session.NeedsTelling(actor, transaction);
    }

    /// <summary>A command may run again: under another name, or with another text.</summary>
    private string OriginalOf(object command, string text) =>
        _commented.TryGetValue(command, out var before) && ReferenceEquals(before.Text, text) ? before.Original : text;

    private bool MustClear(DbConnection connection, out SqlDialect dialect)
    {
        dialect = SqlDialect.Unknown;
        if (!IsEnabled || connection.State != ConnectionState.Open || !_sessions.TryGetValue(connection, out var session) || !session.IsTold)
            return false;
        dialect = profiles.Of(connection).Dialect;
        return true;
    }

    private static string NameOf(AuditActor actor)
    {
        // A database takes no zero characters, and need not take names without end.
        var name = (actor.Id.Length == 0 ? actor.Type.ToCanonicalName() : actor.Id).Replace("\0", "", StringComparison.Ordinal);
        return name.Length <= LongestActor ? name : name[..LongestActor];
    }

    // The command itself meets whatever is wrong with the connection.
    private static bool IsBearable(Exception exception) => exception is DbException or InvalidOperationException or ArgumentException or NotSupportedException;

    private sealed record Commented(string Original, string Text);

    /// <summary>What a session has to be told.</summary>
    private readonly record struct Telling(DbConnection Connection, Session Session, string Actor, SqlDialect Dialect, Guid TransactionId)
    {
        public void Tell(DbTransaction? transaction)
        {
            using var command = SessionContext.CommandOf(Connection, transaction, Dialect, Actor);
            command.ExecuteNonQuery();
            Session.Told(Actor, TransactionId);
        }

        public async ValueTask TellAsync(DbTransaction? transaction, CancellationToken cancellationToken)
        {
            var command = SessionContext.CommandOf(Connection, transaction, Dialect, Actor);
            await using (command.ConfigureAwait(false))
                await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            Session.Told(Actor, TransactionId);
        }
    }

    /// <summary>What a session was told last.</summary>
    private sealed class Session
    {
        private string? _actor;
        private Guid _transaction;
        private bool _isUncertain;

        public Session(DbConnection connection) => connection.StateChange += (_, _) => Forget();

        public bool IsTold => _actor is not null;

        /// <summary>A transaction that is rolled back takes back what it was told: each is told anew, and once that has changed within one, always.</summary>
        public bool NeedsTelling(string actor, Guid transaction) =>
            _isUncertain || !string.Equals(_actor, actor, StringComparison.Ordinal) || _transaction != transaction;

        public void Told(string actor, Guid transaction)
        {
            _isUncertain = transaction != Guid.Empty && _transaction == transaction;
            _actor = actor;
            _transaction = transaction;
        }

        private void Forget()
        {
            _actor = null;
            _transaction = Guid.Empty;
            _isUncertain = false;
        }
    }
}
