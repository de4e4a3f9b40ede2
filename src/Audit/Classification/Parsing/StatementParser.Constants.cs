using System.Globalization;
using Audit.Classification.Tokens;
using Audit.Statements;

namespace Audit.Classification.Parsing;

/// <summary>What kind of value a constant is.</summary>
internal enum ConstantKind : byte
{
    Unknown,
    Null,
    Bool,
    Number,
    Text,
}

/// <summary>A value that stands in the text.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Number">Its number, or 1 for true.</param>
/// <param name="Token">The literal that holds a text.</param>
/// <param name="Text">A text put together of several literals.</param>
internal readonly record struct Constant(ConstantKind Kind, double Number = 0, int Token = 0, string? Text = null)
{
    public bool IsKnown => Kind != ConstantKind.Unknown;
}

/// <summary>Values that stand in the text, and arithmetic with them.</summary>
internal ref partial struct StatementParser
{
    /// <summary>Reads a constant expression, and leaves <paramref name="i"/> behind it.</summary>
    private Constant Constant(ref int i, int end)
    {
        var sum = Product(ref i, end);
        while (i < end && Is(i, Word.Concat) && _dialect != SqlDialect.MySql && sum.Kind == ConstantKind.Text)
        {
            i++;
            var other = Product(ref i, end);
            sum = other.Kind == ConstantKind.Text ? new Constant(ConstantKind.Text, Text: string.Concat(Content(sum), Content(other))) : default;
        }

        while (i < end && WordAt(i) is Word.Plus or Word.Minus && sum.IsKnown)
        {
            var isMinus = Is(i++, Word.Minus);
            var other = Product(ref i, end);
            sum = (sum.Kind, other.Kind) is (ConstantKind.Number, ConstantKind.Number)
                ? Number(isMinus ? sum.Number - other.Number : sum.Number + other.Number)
                : default;
        }

        return sum;
    }

    private Constant Product(ref int i, int end)
    {
        var product = Factor(ref i, end);
        while (i < end && (WordAt(i) is Word.Star or Word.Slash or Word.Percent || IsDivision(i)) && product.IsKnown)
        {
            var (sign, isWhole) = IsText(i, "DIV") ? (Word.Slash, true) : IsText(i, "MOD") ? (Word.Percent, false) : (WordAt(i), DividesWhole);
            i++;
            var other = Factor(ref i, end);
            if ((product.Kind, other.Kind) is not (ConstantKind.Number, ConstantKind.Number) || (sign != Word.Star && other.Number == 0))
            {
                product = default;
                continue;
            }

            product = Number(sign switch
            {
                Word.Star => product.Number * other.Number,
                Word.Slash when isWhole && product.Number % 1 == 0 && other.Number % 1 == 0 => Math.Truncate(product.Number / other.Number),
                Word.Slash => product.Number / other.Number,
                _ => product.Number % other.Number,
            });
        }

        return product;
    }

    private readonly bool IsDivision(int i) => _dialect == SqlDialect.MySql && (IsText(i, "DIV") || IsText(i, "MOD"));

    /// <summary>Whether a whole number by a whole number is one again.</summary>
    private readonly bool DividesWhole => _dialect is SqlDialect.PostgreSql or SqlDialect.SqlServer or SqlDialect.Sqlite;

    private Constant Factor(ref int i, int end)
    {
        var factor = UncastFactor(ref i, end);
        // What PostgreSQL casts stays what it is, as far as conditions go.
        while (i < end && Is(i, Word.Cast) && IsName(i + 1))
        {
            i = NameEnd(i + 1);
            if (KindAt(i) == TokenKind.Open && i < end)
                i = Next(i);
        }

        return factor;
    }

    private Constant UncastFactor(ref int i, int end)
    {
        var isNegative = false;
        while (i < end && WordAt(i) is Word.Minus or Word.Plus)
            isNegative ^= Is(i++, Word.Minus);
        if (i >= end)
            return default;

        var token = i;
        i = Next(i);
        switch (KindAt(token))
        {
            case TokenKind.Number:
                return double.TryParse(TextAt(token), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? Number(isNegative ? -number : number) : default;
            case TokenKind.Text:
                return new Constant(ConstantKind.Text, 0, token);
            case TokenKind.Open when Next(token) <= end && Enter():
                var inner = token + 1;
                var value = Constant(ref inner, i - 1);
                Leave();
                if (inner != i - 1 || (isNegative && value.Kind != ConstantKind.Number))
                    return default;
                return isNegative ? Number(-value.Number) : value;
        }

        return WordAt(token) switch
        {
            Word.Null => new Constant(ConstantKind.Null),
            Word.True => new Constant(ConstantKind.Bool, 1),
            Word.False => new Constant(ConstantKind.Bool, 0),
            _ => default,
        };
    }

    private static Constant Number(double value) => new(ConstantKind.Number, value);

    private readonly Truth Truthiness(Constant value)
    {
        switch (value.Kind)
        {
            case ConstantKind.Null:
                return Truth.False;
            case ConstantKind.Bool or ConstantKind.Number:
                return Bool(value.Number != 0);
            case ConstantKind.Text when _dialect == SqlDialect.PostgreSql:
                return Content(value) is "t" or "true" or "on" or "yes" or "y" or "1" ? Truth.True : Truth.Unknown;
            case ConstantKind.Text when _dialect is SqlDialect.MySql or SqlDialect.Sqlite && TryNumber(value, out var number):
                return Bool(number != 0);
            default:
                return Truth.Unknown;
        }
    }

    /// <summary>How two constants compare; <see langword="null"/> when that is for the database to know.</summary>
    private readonly int? Order(Constant left, Constant right)
    {
        if (left.Kind == ConstantKind.Text && right.Kind == ConstantKind.Text)
            return Content(left).CompareTo(Content(right), StringComparison.Ordinal);
        if (!IsNumeric(left, out var a) || !IsNumeric(right, out var b))
            return null;
        return a.CompareTo(b);
    }

    private readonly bool IsNumeric(Constant value, out double number)
    {
        number = value.Number;
        return value.Kind is ConstantKind.Number or ConstantKind.Bool || (value.Kind == ConstantKind.Text && TryNumber(value, out number));
    }

    private readonly bool TryNumber(Constant value, out double number) =>
        double.TryParse(Content(value), NumberStyles.Float, CultureInfo.InvariantCulture, out number);

    private readonly ReadOnlySpan<char> Content(Constant text) => text.Text ?? Content(text.Token);

    /// <summary>The content of a text as it is written between its quotes.</summary>
    private readonly ReadOnlySpan<char> Content(int token) => LiteralText.Content(TextAt(token), _dialect);
}
