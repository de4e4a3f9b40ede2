using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Runtime.InteropServices;
using Audit.Classification.Parsing;
using Audit.Classification.Rewriting;
using Audit.Classification.Tokens;
using Audit.Redaction;
using Audit.Redaction.Texts;
using Audit.Statements;

namespace Audit.Classification;

/// <summary>Analyses a text from scratch. Thread-safe: each thread works in memory of its own.</summary>
internal sealed class StatementAnalyzer(int maxStatementLength, SecretNames secrets)
{
    [ThreadStatic]
    private static Workspace? _workspaceOfThread;

    public Analysis Analyze(string text, SqlDialect dialect, SqlDialectOptions options)
    {
        var workspace = TakeWorkspace();
        var buffer = workspace.Rent();
        var fingerprint = TextAnalysis.Analyze(text, new TextToRun(dialect, options), workspace, buffer);
        var findings = workspace.Findings;
        var redacted = Redact(text, buffer, workspace, out var isTruncated);
        var tags = StatementTags.Read(text, buffer, secrets);
        var info = new StatementInfo
        {
            Operations = findings.Operations.ToImmutable(),
            TablesRead = findings.Reads.ToImmutable(),
            TablesWritten = findings.Writes.ToImmutable(),
            DestructiveReasons = findings.Reasons,
            RedactedText = redacted,
            IsTruncated = isTruncated,
            Fingerprint = fingerprint,
            IsOpaque = findings.IsOpaque,
            IsIncomplete = findings.IsIncomplete,
            Risk = findings.Risk,
            Action = Actions.Of(findings.Operations),
            Tags = tags,
        };
        var tokens = buffer.Tokens;
        var analysis = new Analysis(
            info,
            tokens.IsEmpty ? text.Length : tokens[0].Start,
            tokens.IsEmpty ? text.Length : tokens[^1].End,
            buffer.EndsInComment || buffer.IsBroken,
            findings.HasCredentials);
        workspace.Return(buffer);
        _workspaceOfThread = workspace;
        return analysis;
    }

    /// <summary>The comments of a text that holds nothing else.</summary>
    public ImmutableArray<string> ReadTags(ReadOnlySpan<char> comments, SqlDialect dialect, SqlDialectOptions options)
    {
        if (comments.IsWhiteSpace())
            return [];
        var workspace = TakeWorkspace();
        var buffer = workspace.Rent();
        new Tokenizer(comments, dialect, options, buffer).Run();
        var tags = StatementTags.Read(comments, buffer, secrets);
        workspace.Return(buffer);
        _workspaceOfThread = workspace;
        return tags;
    }

    /// <summary>Taken while in use, so that an analysis that was torn down half-way leaves nothing behind.</summary>
    private static Workspace TakeWorkspace()
    {
        var workspace = _workspaceOfThread ?? new Workspace();
        _workspaceOfThread = null;
        workspace.Clear();
        return workspace;
    }

    private string Redact(string text, TokenBuffer buffer, Workspace workspace, out bool isTruncated)
    {
        isTruncated = false;
        if (workspace.Findings.IsIncomplete)
            return Redacted.Unparsed;

        RedactedStatement.Write(text, buffer, workspace.Writer);
        var written = workspace.Writer.Written;
        if (written.Length <= maxStatementLength)
            return written.SequenceEqual(text) ? text : written.ToString();

        isTruncated = true;
        return Cut(written, maxStatementLength);
    }

    /// <summary>The hash is that of the redacted text: one of the text itself would let literals be guessed.</summary>
    private static string Cut(ReadOnlySpan<char> text, int length)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(text), hash);
        if (char.IsHighSurrogate(text[length - 1]))
            length--;
        return string.Create(
            CultureInfo.InvariantCulture, $"{text[..length]}… (cut; {text.Length} characters, SHA-256 of UTF-16 {Convert.ToHexStringLower(hash)})");
    }
}

/// <summary>What an analysis found, and what the cache must know about the text.</summary>
/// <param name="Info">The result, with tags.</param>
/// <param name="Start">Where the text behind leading comments starts.</param>
/// <param name="End">Where the text before trailing comments ends.</param>
/// <param name="EndsOpen">What is put behind the text would be part of a quote or comment.</param>
/// <param name="HasCredentials">The text holds a password or key.</param>
internal readonly record struct Analysis(StatementInfo Info, int Start, int End, bool EndsOpen, bool HasCredentials);
