using System.Runtime.CompilerServices;
using Audit.Statements;

namespace Audit.Classification.Caching;

/// <summary>
/// Results by text. Readers take no lock; writers take one, and evict until the bytes fit: by a clock's hand that spares what was used since
/// it last came by. Thread-safe.
/// </summary>
internal sealed class StatementCache
{
    private const int Ways = 4;
    private const int MaxBuckets = 4096;
    private const int BytesPerBucket = 2048;

    private readonly Entry?[] _entries;
    private readonly int _mask;
    private readonly long _maxBytes;
    private readonly Lock _writing = new();
    private int _hand;

    public StatementCache(long maxBytes)
    {
        _maxBytes = maxBytes;
        var buckets = 1;
        while (buckets < MaxBuckets && buckets * (long)BytesPerBucket < maxBytes)
            buckets *= 2;
        _mask = buckets - 1;
        _entries = new Entry?[buckets * Ways];
    }

    /// <summary>The bytes that the entries take.</summary>
    public long Bytes { get; private set; }

    public Entry? Find(ReadOnlySpan<char> text, int key, ulong hash)
    {
        var first = FirstOf(hash);
        for (var i = first; i < first + Ways; i++)
        {
            var entry = Volatile.Read(ref _entries[i]);
            if (entry is null || entry.Hash != hash || entry.Key != key || !text.SequenceEqual(entry.Text))
                continue;
            if (!entry.IsUsed)
                entry.IsUsed = true;
            return entry;
        }

        return null;
    }

    public void Add(Entry entry)
    {
        if (entry.Bytes > _maxBytes)
            return;
        lock (_writing)
        {
            if (Find(entry.Text, entry.Key, entry.Hash) is not null)
                return;
            Replace(VictimOf(entry.Hash), entry);
            // Twice around, and each entry has lost its mark.
            for (var turns = 2 * _entries.Length; Bytes > _maxBytes && turns > 0; turns--)
                Advance(entry);
        }
    }

    private void Advance(Entry spared)
    {
        var entry = _entries[_hand];
        if (entry is not null && !ReferenceEquals(entry, spared))
        {
            if (entry.IsUsed)
                entry.IsUsed = false;
            else
                Replace(_hand, null);
        }

        _hand = _hand + 1 == _entries.Length ? 0 : _hand + 1;
    }

    private int VictimOf(ulong hash)
    {
        var first = FirstOf(hash);
        for (var i = first; i < first + Ways; i++)
        {
            if (_entries[i] is null)
                return i;
        }

        for (var i = first; i < first + Ways; i++)
        {
            if (_entries[i] is { IsUsed: false })
                return i;
            _entries[i]!.IsUsed = false;
        }

        return first;
    }

    private void Replace(int index, Entry? entry)
    {
        Bytes += (entry?.Bytes ?? 0) - (_entries[index]?.Bytes ?? 0);
        Volatile.Write(ref _entries[index], entry);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int FirstOf(ulong hash) => ((int)(hash >> 40) & _mask) * Ways;

    /// <summary>A text, without the comments around it, and what is known of it.</summary>
    internal sealed class Entry(string text, int key, ulong hash, StatementInfo info, bool endsOpen)
    {
        private const int Overhead = 320;

        public string Text { get; } = text;

        public int Key { get; } = key;

        public ulong Hash { get; } = hash;

        /// <summary>The result, without tags.</summary>
        public StatementInfo Info { get; } = info;

        /// <summary>What is put behind the text would be part of a quote or comment.</summary>
        public bool EndsOpen { get; } = endsOpen;

        /// <summary>Whether it was found since the hand last came by. Races lose a mark at worst.</summary>
        public bool IsUsed { get; set; }

        public int Bytes { get; } = Overhead + (2 * text.Length) + BytesOf(info);

        private static int BytesOf(StatementInfo info)
        {
            var bytes = 2 * info.RedactedText.Length;
            foreach (var name in info.TablesRead)
                bytes += 32 + (2 * name.Length);
            foreach (var name in info.TablesWritten)
                bytes += 32 + (2 * name.Length);
            return bytes + (64 * info.DestructiveReasons.Length) + (8 * info.Operations.Length);
        }
    }
}
