using System.Collections.Immutable;
using System.Net.Http.Headers;
using System.Text.Json;
using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Server;
using FerTrain.Server.Api;
using FerTrain.Server.Inference;
using FerTrain.Training;
using FerTrain.Vision;
using OpenCvSharp;
using static TorchSharp.torch;

namespace FerTrain.Tests.Server;

/// <summary>A server on a free port, with a model that answers by the brightness of a face.</summary>
internal sealed class ServedFaces : IAsyncDisposable
{
    private readonly FaceService _service;
    private readonly List<string> _bugs = [];

    private ServedFaces(FaceService service) => _service = service;

    public WebServer Server { get; private set; } = null!;

    public HttpClient Client { get; } = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });

    /// <summary>What the server reported to its operator.</summary>
    public IReadOnlyList<string> Bugs => _bugs;

    public static Task<ServedFaces> Start(ServerOptions? options = null) => Start(options, new BrightnessModel());

    public static async Task<ServedFaces> Start(ServerOptions? options, ITrainedModel model)
    {
        OneThread();
        options = (options ?? new ServerOptions()) with { Port = 0 };
        var served = new ServedFaces(new FaceService(new FaceClassifier(model, CPU), search => new CascadeDetector(search), options.Limits.Megapixels));
        served.Server = await WebServer.Start(options, served._service, ServedModel.Of(model, score: null, options.Limits), served._bugs.Add);
        served.Client.BaseAddress = new Uri($"http://127.0.0.1:{served.Server.Port}");
        return served;
    }

    public async Task<(int Status, JsonElement Json)> Get(string path)
    {
        using var answer = await Client.GetAsync(path);
        return ((int)answer.StatusCode, await Json(answer));
    }

    public async Task<(int Status, JsonElement Json)> Post(byte[] image, string path = "/api/predict")
    {
        using var body = new ByteArrayContent(image);
        body.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        using var answer = await Client.PostAsync(path, body);
        return ((int)answer.StatusCode, await Json(answer));
    }

    public static async Task<JsonElement> Json(HttpResponseMessage answer)
    {
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return json.RootElement.Clone();
    }

    public static string Message(JsonElement json) => json.GetProperty("error").GetProperty("message").GetString()!;

    public static byte[] Png(Mat image)
    {
        Cv2.ImEncode(".png", image, out var bytes);
        return bytes;
    }

    /// <summary>An image of one grey, which is one face where it is taken as a whole.</summary>
    public static byte[] Grey(int value)
    {
        using var image = new Mat(48, 48, MatType.CV_8UC1, new Scalar(value));
        return Png(image);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
        _service.Dispose();
    }

    private static void OneThread() => Tests.Training.OneThread.Use();

    /// <summary>Gives the first class the brightness of the face as its probability, and the second one the rest.</summary>
    private sealed class BrightnessModel : ITrainedModel, ILoadedModel
    {
        public string Path => "brightness.pt";

        public RunConfig Config { get; } = new();

        public Preprocessing Preprocessing { get; } = new(48, 0, 1, PixelScaling.Unit, ClassNames.Fer2013);

        public string? DataFingerprint => null;

        public float[] Probabilities(FaceTensors faces, ImmutableArray<int> rows, TestTimeAugmentation tta, CancellationToken cancel) => throw new NotSupportedException();

        public ILoadedModel Load(Device device) => this;

        public float[] Probabilities(byte[] pixels, int height, int width) =>
            [.. pixels.Chunk(height * width).SelectMany(face => Of((float)face.Average(pixel => pixel / 255.0)))];

        public void Dispose() { }

        private static float[] Of(float brightness) => [brightness, 1 - brightness, 0, 0, 0, 0, 0];
    }
}
