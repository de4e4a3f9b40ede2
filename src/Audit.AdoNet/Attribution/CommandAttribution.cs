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
    private readonly ConditionalWeakTable<object, CommentedText> _commented = [];

    /// <summary>Whether any database is told.</summary>
    public bool IsEnabled { get; } = options.Value.IsEnabled;

    /// <summary>Tells it, from synchronous code.</summary>
    /// <param name="command">The provider's command, which is about to run.</param>
    /// <param name="transaction">The transaction that it runs in; <see cref="Guid.Empty"/> for none.</param>
    public void Apply(DbCommand command, Guid transaction) => Tell(Begin(command, transaction));

    /// <inheritdoc cref="Apply(DbCommand, Guid)"/>
    public ValueTask ApplyAsync(DbCommand command, Guid transaction, CancellationToken cancellationToken) =>
        TellAsync(Begin(command, transaction), cancellationToken);

    /// <summary>Tells it, from synchronous code.</summary>
    /// <param name="batch">The provider's batch, which is about to run.</param>
    /// <param name="transaction">The transaction that it runs in; <see cref="Guid.Empty"/> for none.</param>
    public void Apply(DbBatch batch, Guid transaction) => Tell(Begin(batch, transaction));

    /// <inheritdoc cref="Apply(DbBatch, Guid)"/>
    public ValueTask ApplyAsync(DbBatch batch, Guid transaction, CancellationToken cancellationToken) =>
        TellAsync(Begin(batch, transaction), cancellationToken);

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

    /// <summary>Comments the command or batch, or finds out what its session has to be told.</summary>
    private Telling? Begin(object runnable, Guid transactionId)
    {
        try
        {
            var (connection, transaction) = runnable is DbCommand command
                ? (command.Connection, command.Transaction)
                : (((DbBatch)runnable).Connection, ((DbBatch)runnable).Transaction);
            var context = AuditContext.Current;
            if (context.IsSuppressed || connection is null)
                return null;

            var dialect = profiles.Of(connection).Dialect;
            var mode = _options.ModeOf(dialect);
            if (mode == AttributionMode.None)
                return null;

            var actor = NameOf(context.Actor);
            if (mode == AttributionMode.SqlCommenter)
            {
                Comment(runnable, SqlComment.Of(context, actor, _application));
                return null;
            }

            var session = _sessions.GetValue(connection, static opened => new Session(opened));
            return session.NeedsTelling(actor, transactionId) ? new Telling(connection, transaction, session, actor, dialect, transactionId) : null;
        }
        catch (Exception exception) when (IsBearable(exception))
        {
            failures.Report(exception);
            return null;
        }
    }

    private void Comment(object runnable, string comment)
    {
#pragma warning disable CA2100 // The application's own text, and a comment that nothing can end early.
        if (runnable is DbCommand { CommandType: CommandType.Text } command)
            command.CommandText = Commented(command, command.CommandText, comment);

        foreach (var each in runnable is DbBatch batch ? batch.BatchCommands.Where(static each => each.CommandType == CommandType.Text) : [])
            each.CommandText = Commented(each, each.CommandText, comment);
#pragma warning restore CA2100
    }

    /// <summary>The text of a command with the comment. It may run again: under another name, or with another text.</summary>
    private string Commented(object command, string text, string comment)
    {
        var original = _commented.TryGetValue(command, out var before) && ReferenceEquals(before.Text, text) ? before.Original : text;
        var commented = $"{original.TrimEnd()} {comment}";
        _commented.AddOrUpdate(command, new CommentedText(original, commented));
        return commented;
    }

    private void Tell(Telling? telling)
    {
        if (telling is not { } session)
            return;
        try
        {
            session.Tell();
        }
        catch (Exception exception) when (IsBearable(exception))
        {
            failures.Report(exception);
        }
    }

    private async ValueTask TellAsync(Telling? telling, CancellationToken cancellationToken)
    {
        if (telling is not { } session)
            return;
        try
        {
            await session.TellAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (IsBearable(exception))
        {
            failures.Report(exception);
        }
    }

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

    private sealed record CommentedText(string Original, string Text);

    /// <summary>What a session has to be told.</summary>
    private readonly record struct Telling(
        DbConnection Connection, DbTransaction? Transaction, Session Session, string Actor, SqlDialect Dialect, Guid TransactionId)
    {
        public void Tell()
        {
            using var command = SessionContext.CommandOf(Connection, Transaction, Dialect, Actor);
            command.ExecuteNonQuery();
            Session.Told(Actor, TransactionId);
        }

        public async ValueTask TellAsync(CancellationToken cancellationToken)
        {
            var command = SessionContext.CommandOf(Connection, Transaction, Dialect, Actor);
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
