namespace Audit.Storage.ClickHouse.Embedded.Sql;

internal enum SqlTokenKind
{
    End,
    Word,
    QuotedName,
    String,
    Number,
    Symbol,
}

/// <summary>One token: where it stands in the text, and its first byte for symbols.</summary>
internal readonly record struct SqlToken(SqlTokenKind Kind, int Start, int End, byte Symbol)
{
    internal bool IsSymbol(char symbol) => Kind == SqlTokenKind.Symbol && Symbol == symbol;
}
