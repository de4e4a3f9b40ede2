using Audit.Classification.Rewriting;
using Audit.Classification.Tokens;
using Audit.Statements;

namespace Audit.Classification.Parsing;

/// <summary>What the analysis of a text needs and gives back, so that it allocates little more than its result. One per thread.</summary>
internal sealed class Workspace
{
    private readonly List<TokenBuffer> _buffers = [];
    private int _rented;

    public Workspace()
    {
        Findings = new Findings(Names);
        Scope = new CommonTables(Names);
    }

    public NamePool Names { get; } = new();

    public Findings Findings { get; }

    public CommonTables Scope { get; }

    public List<TableReference> Tables { get; } = [];

    public CharBuffer Writer { get; } = new();

    public TokenBuffer Rent()
    {
        if (_rented == _buffers.Count)
            _buffers.Add(new TokenBuffer());
        return _buffers[_rented++];
    }

    public void Return(TokenBuffer buffer)
    {
        buffer.Clear();
        _rented--;
    }

    public void Clear()
    {
        Findings.Clear();
        Scope.Clear();
        Tables.Clear();
        _rented = 0;
    }
}

/// <summary>How a text is to be read.</summary>
/// <param name="Dialect">Its dialect.</param>
/// <param name="Options">The session's settings.</param>
/// <param name="Via">Where the text was hidden; <see langword="null"/> for the text of the command.</param>
/// <param name="Depth">How deep it is nested.</param>
/// <param name="IsBlock">Whether it is the body of a procedural block.</param>
internal readonly record struct TextToRun(SqlDialect Dialect, SqlDialectOptions Options, string? Via = null, int Depth = 0, bool IsBlock = false);

/// <summary>A table in a list of tables: the tokens of its name and of its alias (-1 for none).</summary>
internal readonly record struct TableReference(int Start, int End, int Alias);
