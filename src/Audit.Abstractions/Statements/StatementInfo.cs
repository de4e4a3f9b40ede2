using System.Collections.Immutable;
using Audit.Events;

namespace Audit.Statements;

/// <summary>
/// What the text of a statement tells: immutable, shared by all executions of the same text, and free of literals and secrets.
/// </summary>
public sealed class StatementInfo
{
    private readonly string? _action;

    /// <summary>Creates a description in which nothing is known yet.</summary>
    public StatementInfo()
    {
    }

    /// <summary>Creates a copy, some members of which can be initialised otherwise.</summary>
    /// <param name="other">The description that is copied.</param>
    public StatementInfo(StatementInfo other)
    {
        ArgumentNullException.ThrowIfNull(other);
        _action = other._action;
        Operations = other.Operations;
        TablesRead = other.TablesRead;
        TablesWritten = other.TablesWritten;
        DestructiveReasons = other.DestructiveReasons;
        RedactedText = other.RedactedText;
        IsTruncated = other.IsTruncated;
        Fingerprint = other.Fingerprint;
        Tags = other.Tags;
        IsOpaque = other.IsOpaque;
        IsIncomplete = other.IsIncomplete;
        Risk = other.Risk;
    }

    /// <summary>What is known of a command without text.</summary>
    public static StatementInfo Empty { get; } = new();

    /// <summary>Verbs of every statement that would run, in order and without repetition, for example <c>INSERT</c>.</summary>
    public ImmutableArray<string> Operations { get; init; } = [];

    /// <summary>Tables and views that are read, as written.</summary>
    public ImmutableArray<string> TablesRead { get; init; } = [];

    /// <summary>Tables and views whose rows or definition change, as written.</summary>
    public ImmutableArray<string> TablesWritten { get; init; } = [];

    /// <summary>Why the statement is destructive; empty when it is not.</summary>
    public ImmutableArray<DestructiveReason> DestructiveReasons { get; init; } = [];

    /// <summary>The text with every literal and secret replaced and comments dropped.</summary>
    public string RedactedText { get; init; } = "";

    /// <summary><see cref="RedactedText"/> was longer than allowed: it is cut, and ends with its length and a hash of the whole.</summary>
    public bool IsTruncated { get; init; }

    /// <summary>Equal for statements of the same shape (literals, white space, comments and keyword case apart).</summary>
    public ulong Fingerprint { get; init; }

    /// <summary>Leading and trailing comments, for example EF Core's <c>TagWith</c>.</summary>
    public ImmutableArray<string> Tags { get; init; } = [];

    /// <summary>What runs is not in the text, for example <c>EXEC(@sql)</c>.</summary>
    public bool IsOpaque { get; init; }

    /// <summary>The text was cut or not understood; <see cref="RedactedText"/> is then <c>&lt;unparsed&gt;</c>.</summary>
    public bool IsIncomplete { get; init; }

    /// <summary>The severity of the worst reason.</summary>
    public Risk Risk { get; init; }

    /// <summary>The event's action: <c>db.</c> and the first operation in lower case, for example <c>db.select</c>.</summary>
    public string Action
    {
        get => _action ?? "db.unknown";
        init => _action = value;
    }
}
