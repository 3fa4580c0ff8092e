using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace CsPerformance.Channels.WeCom;

/// <summary>The streamed answers that are still open: shown as being worked on, and finished in time whatever happens.</summary>
internal sealed class RobotAnswers(RobotTimes times, TimeProvider clock)
{
    private const string Working = "正在处理……";
    private const string TakesLonger = "处理时间较长，完成后另行发送。";

    private readonly ConcurrentDictionary<string, Answer> _open = new(StringComparer.Ordinal);

    /// <summary>Makes the message answerable in place: before it is stored, because an answer may follow at once.</summary>
    public void Open(RobotConnection connection, string request) => _open[request] = new Answer(connection, request);

    /// <summary>The message will not be answered in place.</summary>
    public void Drop(string request) => _open.TryRemove(request, out _);

    /// <summary>Watches over the answer to one message; ends when it is answered or its time is over.</summary>
    /// <param name="mayShow">Whether the rate of the conversation leaves room to say that work goes on.</param>
    public async Task WatchAsync(string request, Func<Task<bool>> mayShow, CancellationToken cancellation)
    {
        if (!_open.TryGetValue(request, out var answer))
            return;
        try
        {
            if (await Task.WhenAny(answer.Finished, Task.Delay(times.Placeholder, clock, cancellation)) != answer.Finished && await mayShow())
                await answer.ShowAsync(Working, cancellation);
            if (await Task.WhenAny(answer.Finished, Task.Delay(times.LongestStream, clock, cancellation)) != answer.Finished)
                await answer.FinishAsync(TakesLonger, cancellation);
        }
        finally
        {
            _open.TryRemove(request, out _);
        }
    }

    /// <summary>Answers a message in place.</summary>
    /// <returns>Null where this is no longer possible: then the answer goes as a message of its own.</returns>
    public async Task<ApiReply?> FinishAsync(string request, string content, CancellationToken cancellation) =>
        _open.TryGetValue(request, out var answer) ? await answer.FinishAsync(content, cancellation) : null;

    /// <summary>Whether nothing was shown yet, so that a card can stand in the answer's place; nothing else will be then.</summary>
    public bool TakeUnshown(string request) => _open.TryGetValue(request, out var answer) && answer.TakeUnshown();

#pragma warning disable CA1001 // A semaphore whose wait handle nobody asks for holds nothing to give back.
    private sealed class Answer(RobotConnection connection, string request)
#pragma warning restore CA1001
    {
        private readonly SemaphoreSlim _one = new(1);
        private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly string _stream = "stream_" + Guid.NewGuid().ToString("N")[..16];
        private bool _shown;

        public Task Finished => _finished.Task;

        public async Task<ApiReply?> ShowAsync(string content, CancellationToken cancellation) =>
            await FrameAsync(content, finish: false, cancellation);

        public async Task<ApiReply?> FinishAsync(string content, CancellationToken cancellation) =>
            await FrameAsync(content, finish: true, cancellation);

        public bool TakeUnshown()
        {
            if (!_one.Wait(0))
                return false;
            try
            {
                return !_shown && _finished.TrySetResult();
            }
            finally
            {
                _one.Release();
            }
        }

        private async Task<ApiReply?> FrameAsync(string content, bool finish, CancellationToken cancellation)
        {
            await _one.WaitAsync(cancellation);
            try
            {
                if (_finished.Task.IsCompleted)
                    return null;
                var reply = await connection.RequestAsync("aibot_respond_msg", request, new JsonObject
                {
                    ["msgtype"] = "stream",
                    ["stream"] = new JsonObject { ["id"] = _stream, ["finish"] = finish, ["content"] = content },
                }, cancellation);
                _shown = true;
                if (finish || reply is ApiReply.Answered { Code: not 0 })
                    _finished.TrySetResult();
                return reply;
            }
            finally
            {
                _one.Release();
            }
        }
    }
}
