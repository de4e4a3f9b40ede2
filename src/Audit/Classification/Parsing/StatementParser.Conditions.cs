using Audit.Classification.Tokens;
using Audit.Statements;

namespace Audit.Classification.Parsing;

/// <summary>Conditions that hold for every row, however they are dressed up.</summary>
internal ref partial struct StatementParser
{
    private Truth Evaluate(int i, int end)
    {
        if (i >= end || !Enter())
            return Truth.Unknown;
        var truth = EvaluateOr(i, end);
        Leave();
        return truth;
    }

    private Truth EvaluateOr(int i, int end)
    {
        var truth = Truth.False;
        while (true)
        {
            var operandEnd = OperandEnd(i, end, Word.Or);
            truth = (truth, EvaluateXor(i, operandEnd)) switch
            {
                (Truth.True, _) or (_, Truth.True) => Truth.True,
                (Truth.False, Truth.False) => Truth.False,
                _ => Truth.Unknown,
            };
            if (operandEnd >= end)
                return truth;
            i = AfterOperator(operandEnd);
        }
    }

    /// <summary>MySQL's XOR binds tighter than OR and looser than AND.</summary>
    private Truth EvaluateXor(int i, int end)
    {
        if (_dialect != SqlDialect.MySql)
            return EvaluateAnd(i, end);
        var truth = Truth.False;
        while (true)
        {
            var operandEnd = OperandEnd(i, end, Word.Folded);
            truth = (truth, EvaluateAnd(i, operandEnd)) switch
            {
                (Truth.Unknown, _) or (_, Truth.Unknown) => Truth.Unknown,
                var (left, right) => Bool(left != right),
            };
            if (operandEnd >= end)
                return truth;
            i = operandEnd + 1;
        }
    }

    private Truth EvaluateAnd(int i, int end)
    {
        var truth = Truth.True;
        while (true)
        {
            var operandEnd = OperandEnd(i, end, Word.And);
            truth = (truth, EvaluateNot(i, operandEnd)) switch
            {
                (Truth.False, _) or (_, Truth.False) => Truth.False,
                (Truth.True, Truth.True) => Truth.True,
                _ => Truth.Unknown,
            };
            if (operandEnd >= end)
                return truth;
            i = AfterOperator(operandEnd);
        }
    }

    /// <summary>The end of an operand of OR, AND or (as <see cref="Word.Folded"/>) XOR: the AND of BETWEEN and what is within CASE does not count.</summary>
    private readonly int OperandEnd(int i, int end, Word separator)
    {
        var cases = 0;
        var between = false;
        for (; i < end; i = Next(i))
        {
            switch (WordAt(i))
            {
                case Word.Case:
                    cases++;
                    break;
                case Word.End:
                    cases--;
                    break;
                case Word.Between when cases == 0:
                    between = true;
                    break;
                case Word.And when cases == 0 && between:
                    between = false;
                    break;
                case Word.And or Word.Or when cases == 0 && Is(i, separator):
                    return i;
                case Word.Folded when cases == 0 && separator == Word.Folded && IsText(i, "XOR"):
                    return i;
                case Word.Concat when separator == Word.Or && _dialect == SqlDialect.MySql:
                    return i;
                case Word.OtherSign when separator == Word.And && IsDoubleAmpersand(i):
                    return i;
            }
        }

        return end;
    }

    private readonly int AfterOperator(int i) => IsDoubleAmpersand(i) ? i + 2 : i + 1;

    /// <summary>MySQL's other spelling of AND.</summary>
    private readonly bool IsDoubleAmpersand(int i) =>
        _dialect == SqlDialect.MySql && KindAt(i) == TokenKind.Sign && TextAt(i) is "&" && TextAt(i + 1) is "&";

    private Truth EvaluateNot(int i, int end)
    {
        var isNegated = false;
        while (i < end && (Is(i, Word.Not) || (KindAt(i) == TokenKind.Sign && TextAt(i) is "!")))
        {
            isNegated = !isNegated;
            i++;
        }

        var truth = EvaluateOperand(i, end);
        return (truth, isNegated) switch
        {
            (Truth.True, true) => Truth.False,
            (Truth.False, true) => Truth.True,
            _ => truth,
        };
    }

    private Truth EvaluateOperand(int i, int end)
    {
        if (i >= end)
            return Truth.Unknown;
        if (KindAt(i) == TokenKind.Open && Next(i) == end)
            return WordAt(i + 1) is Word.Select or Word.With ? Truth.Unknown : Evaluate(i + 1, end - 1);
        if (Is(i, Word.Exists) && KindAt(i + 1) == TokenKind.Open && Next(i + 1) == end)
            return EvaluateExists(i + 2, end - 1);
        return Compare(i, end);
    }

    /// <summary><c>EXISTS (SELECT 1)</c> holds always; with a table or a condition it is anyone's guess.</summary>
    private readonly Truth EvaluateExists(int i, int end) =>
        Is(i, Word.Select) && !Is(Find(i, end, Word.From, Word.Where), Word.From) && !Is(Find(i, end, Word.Where, Word.Having), Word.Where)
        && !Is(Find(i, end, Word.Limit), Word.Limit) && !Is(Find(i, end, Word.Having), Word.Having)
            ? Truth.True
            : Truth.Unknown;

    private Truth Compare(int i, int end)
    {
        var left = Constant(ref i, end);
        if (!left.IsKnown)
            return Truth.Unknown;
        if (i >= end)
            return Truthiness(left);

        var isNegated = Is(i, Word.Not);
        if (isNegated)
            i++;
        var truth = WordAt(i) switch
        {
            Word.Between => EvaluateBetween(left, i + 1, end),
            Word.In => EvaluateIn(left, i + 1, end),
            Word.Like or Word.Ilike or Word.Glob => EvaluateLike(left, i, end),
            Word.Is => EvaluateIs(left, i + 1, end),
            Word.Isnull => Bool(left.Kind == ConstantKind.Null),
            Word.Notnull => Bool(left.Kind != ConstantKind.Null),
            Word.Equal or Word.NotEqual or Word.Less or Word.LessOrEqual or Word.Greater or Word.GreaterOrEqual => EvaluateComparison(left, i, end),
            _ => Truth.Unknown,
        };
        return !isNegated || truth == Truth.Unknown ? truth : Bool(truth == Truth.False);
    }

    private static Truth Bool(bool value) => value ? Truth.True : Truth.False;

    private Truth EvaluateComparison(Constant left, int i, int end)
    {
        // <=> of MySQL is read as two signs.
        var sign = WordAt(i++);
        if (sign == Word.LessOrEqual && Is(i, Word.Greater))
        {
            sign = Word.Equal;
            i++;
        }

        var right = Constant(ref i, end);
        if (i < end || !right.IsKnown)
            return Truth.Unknown;
        // A comparison with NULL is never true.
        if (left.Kind == ConstantKind.Null || right.Kind == ConstantKind.Null)
            return Truth.False;
        if (Order(left, right) is not { } order)
            return Truth.Unknown;
        return Bool(sign switch
        {
            Word.Equal => order == 0,
            Word.NotEqual => order != 0,
            Word.Less => order < 0,
            Word.LessOrEqual => order <= 0,
            Word.Greater => order > 0,
            _ => order >= 0,
        });
    }

    private Truth EvaluateBetween(Constant value, int i, int end)
    {
        i = IsText(i, "SYMMETRIC") || IsText(i, "ASYMMETRIC") ? i + 1 : i;
        var low = Constant(ref i, end);
        if (!low.IsKnown || !Is(i, Word.And))
            return Truth.Unknown;
        i++;
        var high = Constant(ref i, end);
        if (i < end || !high.IsKnown || Order(value, low) is not { } fromLow || Order(value, high) is not { } fromHigh)
            return Truth.Unknown;
        return Bool(fromLow >= 0 && fromHigh <= 0);
    }

    private Truth EvaluateIn(Constant value, int i, int end)
    {
        if (KindAt(i) != TokenKind.Open || Next(i) != end)
            return Truth.Unknown;
        var truth = Truth.False;
        for (i++; i < end - 1; i++)
        {
            var element = Constant(ref i, end - 1);
            if (i < end - 1 && KindAt(i) != TokenKind.Comma)
                return Truth.Unknown;
            var order = element.IsKnown ? Order(value, element) : null;
            if (order == 0)
                return Truth.True;
            if (order is null)
                truth = Truth.Unknown;
        }

        return truth;
    }

    private Truth EvaluateLike(Constant value, int i, int end)
    {
        var glob = Is(i, Word.Glob);
        i++;
        var pattern = Constant(ref i, end);
        if (i < end || value.Kind != ConstantKind.Text || pattern.Kind != ConstantKind.Text)
            return Truth.Unknown;
        var wanted = Content(pattern);
        if (wanted.Trim(glob ? '*' : '%').IsEmpty && !wanted.IsEmpty)
            return Truth.True;
        return !wanted.ContainsAny(LiteralText.Wildcards) ? Bool(wanted.Equals(Content(value), StringComparison.OrdinalIgnoreCase)) : Truth.Unknown;
    }

    private Truth EvaluateIs(Constant value, int i, int end)
    {
        var isNegated = Is(i, Word.Not);
        if (isNegated)
            i++;
        if (Is(i, Word.Distinct, Word.From))
        {
            isNegated = !isNegated;
            i += 2;
        }

        var other = Constant(ref i, end);
        if (i < end || !other.IsKnown)
            return Truth.Unknown;
        if (other.Kind == ConstantKind.Null || value.Kind == ConstantKind.Null)
            return Bool((other.Kind == value.Kind) != isNegated);
        return Order(value, other) is { } order ? Bool((order == 0) != isNegated) : Truth.Unknown;
    }
}
