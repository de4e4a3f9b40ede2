namespace Audit.Classification.Tokens;

/// <summary>Finds keywords, whatever their case, without allocating. The hash is computed by the tokenizer while it reads a word.</summary>
internal static class Words
{
    private const int Bits = 12;
    private const int MaxLength = 24;

    // Keywords of which only the case is insignificant: clauses, types, and the functions that everyone writes as they like.
    private const string Folded =
        """
        MINUS NONE ABSENT ACCESS ACTION ADMIN ALGORITHM ALLOW ALWAYS ANSI ARRAY ASYMMETRIC ATTRIBUTE AUTO AUTOINCREMENT AUTO_INCREMENT AUTOCOMMIT AVG BACKWARD BIGINT BIGSERIAL BIT BLOB BOOL
        BOOLEAN BOTH BTREE BYTEA CACHE CALLED CASCADED CAST CEIL CHAIN CHANGES CHAR CHARACTER CHARSET CLUSTERED COALESCE COLLATION COMMITTED COMPRESS CONCAT CONFIGURATION CONVERT COST
        COUNT CSV CUBE CURRENT_DATE CURRENT_ROLE CURRENT_TIME CURRENT_TIMESTAMP CURRENT_USER CYCLE DATE DATETIME DATETIME2 DATETIMEOFFSET DAY DEC DECIMAL DEFERRABLE DEFINED DELIMITERS DENSE_RANK
        DETERMINISTIC DISTINCTROW DIV DOUBLE DUPLICATE DYNAMIC EMPTY ENCODING ENCRYPTION ENUM ERROR EVERY EXCLUDE EXCLUDING EXTRACT FAIL FILTER FLOAT FLOOR FOLLOWING
        FOUND FREEZE FORWARD GENERATED GEOMETRY GIN GIST GLOBALLY GROUPING GROUPS HASH HEADER HIGH_PRIORITY HOLD HOUR IDENTITY IFNULL IIF IMMUTABLE INCLUDE INCLUDING INCREMENT INHERIT INHERITS
        INITIALLY INLINE INOUT INSENSITIVE INT INT2 INT4 INT8 INTEGER INTERVAL INVOKER ISNULL ISOLATION JSON JSONB KEYSET LABEL LANGUAGE LARGE LAST LAST_VALUE LEADING LEAKPROOF LENGTH LOCALTIME
        LOCALTIMESTAMP LOCATION LOCKED LOGGED LONGBLOB LONGTEXT LOW_PRIORITY LOWER MATCH_RECOGNIZE MAX MAXVALUE MEDIUMINT MEDIUMTEXT MIN MINUTE MINVALUE MOD MODE MONEY MONTH NAME NAMES NATIONAL
        NCHAR NEW NOINHERIT NOLOCK NONCLUSTERED NOSUPERUSER NOW NOWAIT NTEXT NULLIF NUMBER NUMERIC NVARCHAR NVARCHAR2 OIDS OLD ORDINALITY OTHERS OUT OUTPUT OVERLAPS OVERLAY
        PARALLEL PARAMETER PARSER PARTIAL PASSING PERCENT PLACING PLAN PLANS POSITION PRECEDES PRECEDING PRECISION PREPARED PRESERVE PROCEDURAL QUALIFY QUARTER QUICK RANGE RANK RAW REAL RECHECK RECOVERY
        RECURSE RELATIVE REPEATABLE RESPECT ROLLUP ROUND ROUTINES ROW_NUMBER ROWCOUNT ROWGUIDCOL ROWID ROWNUM SAVEPOINTS SCHEMABINDING SCROLL SEARCH SECOND SEPARATOR SERIAL SERIALIZABLE SETOF SETS
        SIMPLE SKIP SMALLINT SMALLSERIAL SNAPSHOT SPARSE SQL_CALC_FOUND_ROWS STABLE STANDALONE STDIN STDOUT STORAGE STORED STRICT STRING STRAIGHT_JOIN SUBPARTITION SUBSTRING SUM SYMMETRIC
        SYSDATE SYSTEM_TIME TEMPLATE TIES TIME TIMESTAMP TIMESTAMPTZ TINYINT TINYTEXT TRAILING TRIM TRUSTED TRY_CAST TYPES UNBOUNDED UNCOMMITTED UNENCRYPTED UNIQUEIDENTIFIER UNKNOWN UNPIVOT PIVOT UNSIGNED
        UPPER CHECKSUM FLASHBACK HELP INSTALL NOVALIDATE OPTIMIZE PERIOD READTEXT RECONFIGURE REPAIR RESIGNAL STOP SYSTEM_VERSIONING UNINSTALL UUID VALID VALIDATE VALIDATOR VALUE VARBINARY VARCHAR VARCHAR2 VARIADIC VARYING VERSION VOLATILE WEEK WHITESPACE WRAPPER WRITE XML XOR YEAR YES ZEROFILL ZONE
        """;

    private static readonly Entry[] Entries = new Entry[1 << Bits];

    static Words()
    {
        foreach (var word in Enum.GetValues<Word>())
        {
            if (word > Word.Folded)
                Add(word.ToString().ToUpperInvariant(), word);
        }

        foreach (var text in Folded.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (Find(text, HashOf(text)) == Word.None)
                Add(text, Word.Folded);
        }
    }

    /// <summary>The hash of nothing, to be continued by <see cref="Hash"/>.</summary>
    public const uint Seed = 17;

    public static uint Hash(uint hash, char c) => (hash * 31) + (c | 0x20u);

    /// <summary>The keyword, or <see cref="Word.None"/> for any other word.</summary>
    public static Word Find(ReadOnlySpan<char> text, uint hash)
    {
        if (text.Length > MaxLength)
            return Word.None;
        for (var slot = SlotOf(hash); ; slot = (slot + 1) & ((1 << Bits) - 1))
        {
            ref readonly var entry = ref Entries[slot];
            if (entry.Text is null)
                return Word.None;
            if (entry.Hash == hash && text.Equals(entry.Text, StringComparison.OrdinalIgnoreCase))
                return entry.Word;
        }
    }

    /// <summary>The upper-case text of a keyword; the same instance each time.</summary>
    public static string TextOf(Word word) => Texts[(int)word];

    private static readonly string[] Texts = Array.ConvertAll(Enum.GetValues<Word>(), static word => word.ToString().ToUpperInvariant());

    private static uint HashOf(string text)
    {
        var hash = Seed;
        foreach (var c in text)
            hash = Hash(hash, c);
        return hash;
    }

    private static void Add(string text, Word word)
    {
        var hash = HashOf(text);
        var slot = SlotOf(hash);
        while (Entries[slot].Text is not null)
            slot = (slot + 1) & ((1 << Bits) - 1);
        Entries[slot] = new Entry(text, hash, word);
    }

    private static int SlotOf(uint hash) => (int)((hash * 0x9E3779B1u) >> (32 - Bits));

    private readonly record struct Entry(string? Text, uint Hash, Word Word);
}
