using Audit.Classification.Tokens;
using Audit.Statements;

namespace Audit.Classification.Parsing;

/// <summary>
/// Reads the tokens of a text just deep enough to tell what runs, what it reads and writes, and what it destroys. Each family of statements
/// has a file of its own. Recursion is bounded by <see cref="MaxDepth"/>; each token is visited a bounded number of times.
/// </summary>
internal ref partial struct StatementParser
{
    /// <summary>How deep queries, blocks and texts that run may nest.</summary>
    public const int MaxDepth = 64;

    private readonly ReadOnlySpan<char> _text;
    private readonly Span<Token> _tokens;
    private readonly SqlDialect _dialect;
    private readonly SqlDialectOptions _options;
    private readonly Workspace _workspace;
    private readonly Findings _findings;
    private readonly TokenBuffer _buffer;
    private readonly bool _startsInBlock;
    private bool _inBlock;
    private string? _via;
    private int _depth;
    private int _transactBlocks;
    private ReadOnlySpan<char> _delimiter;

    public StatementParser(ReadOnlySpan<char> text, TokenBuffer buffer, in TextToRun run, Workspace workspace)
    {
        _text = text;
        _buffer = buffer;
        _tokens = buffer.Tokens;
        _dialect = run.Dialect;
        _options = run.Options;
        _workspace = workspace;
        _findings = workspace.Findings;
        _via = run.Via;
        _depth = run.Depth;
        _inBlock = _startsInBlock = run.IsBlock;
    }

    public void Run()
    {
        if (_startsInBlock)
            ParseBlock(0, _tokens.Length);
        else
            ParseBatch(0, _tokens.Length);
    }

    /// <summary>Each statement of a batch.</summary>
    private void ParseBatch(int start, int limit)
    {
        var via = _via;
        var isFirst = true;
        for (var i = start; i < limit;)
        {
            if (KindAt(i) == TokenKind.Semicolon || IsBatchSeparator(i))
            {
                i = KindAt(i) == TokenKind.Semicolon ? i + 1 : AfterLine(i);
                continue;
            }

            if (IsDelimiterLine(i))
            {
                i = ReadDelimiter(i, limit);
                continue;
            }

            _via = via ?? ViaOf(i, isFirst);
            isFirst = false;
            i = SkipLabel(i);
            var end = StatementEnd(i, limit);
            ParseStatement(i, end);
            i = Math.Max(end, i + 1);
        }

        _via = via;
    }

    private readonly string? ViaOf(int i, bool isFirst)
    {
        if (KindIs(i, TokenFlags.ExecutableComment))
            return "exec_comment";
        if (_transactBlocks > 0)
            return "block";
        return isFirst ? null : "batch";
    }

    /// <summary>One statement, of which the end is known.</summary>
    private void ParseStatement(int i, int end)
    {
        if (!Enter())
            return;
        switch (WordAt(i))
        {
            case Word.With:
                ParseWith(i, end);
                break;
            case Word.Select or Word.Values or Word.Table when IsQueryStart(i, end):
                ParseQueryStatement(i, end);
                break;
            case Word.Insert:
                ParseInsert(i, end);
                break;
            case Word.Replace:
                ParseReplace(i, end);
                break;
            case Word.Update:
                ParseUpdate(i, end);
                break;
            case Word.Delete:
                ParseDelete(i, end);
                break;
            case Word.Merge:
                ParseMerge(i, end);
                break;
            case Word.Create:
                ParseCreate(i, end);
                break;
            case Word.Alter:
                ParseAlter(i, end);
                break;
            case Word.Drop:
                ParseDrop(i, end);
                break;
            case Word.Truncate:
                ParseTruncate(i, end);
                break;
            case Word.Explain or Word.Describe or Word.Desc or Word.Analyze or Word.Analyse:
                ParseExplain(i, end);
                break;
            case Word.Set or Word.Pragma or Word.Reset:
                ParseSetting(i, end);
                break;
            case Word.Grant or Word.Revoke or Word.Deny:
                ParsePrivileges(i, end);
                break;
            case Word.Begin or Word.Start or Word.End or Word.Commit or Word.Rollback or Word.If or Word.While or Word.Else or Word.Declare or Word.Return or Word.Do:
                ParseControl(i, end);
                break;
            case Word.Exec or Word.Execute or Word.Prepare:
                ParseExecute(i, end);
                break;
            case Word.Copy or Word.Load or Word.Bulk:
                ParseBulk(i, end);
                break;
            default:
                ParseOther(i, end);
                break;
        }

        Leave();
    }

    private bool Enter()
    {
        if (_depth < MaxDepth)
        {
            _depth++;
            return true;
        }

        _findings.IsIncomplete = true;
        return false;
    }

    private void Leave() => _depth--;

    private readonly void Operation(Word word) => _findings.Operations.Add(Words.TextOf(word));

    private readonly void Reason(string name, string? table = null) => _findings.AddReason(name, table, _via);

    private readonly void NotUnderstood() => _findings.IsIncomplete = true;
}
