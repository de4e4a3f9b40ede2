using Audit.Classification.Tokens;

namespace Audit.Classification.Parsing;

/// <summary>GRANT, REVOKE and DENY.</summary>
internal ref partial struct StatementParser
{
    private readonly void ParsePrivileges(int i, int end)
    {
        Operation(WordAt(i));
        if (!Is(i, Word.Revoke))
            return;

        // REVOKE GRANT OPTION FOR ALL … is as sweeping.
        var what = Is(i + 1, Word.Grant) ? i + 4 : i + 1;
        var from = Find(i, end, Word.From);
        var on = Find(i, from, Word.On);
        if (Is(what, Word.All) || (Is(on, Word.On) && Is(on + 1, Word.All)) || IsFromPublic(from + 1, end))
            Reason("mass_revoke");
    }

    private readonly bool IsFromPublic(int i, int end)
    {
        for (; i < end; i = ItemEnd(i, end) + 1)
        {
            if (Is(i, Word.Public))
                return true;
        }

        return false;
    }
}
