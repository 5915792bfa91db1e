using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>Adam (Kingma and Ba, 2015); weight decay is added to the gradient.</summary>
    public class Adam : OptimizerHelper
    {
        private readonly AdamMoments _moments;
        private readonly double _weightDecay;

        public Adam(
            IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8,
            double weight_decay = 0, bool amsgrad = false, bool maximize = false)
            : base(parameters, lr, parameter => new State(parameter))
        {
            if (lr < 0) throw new ArgumentException($"Invalid learning rate: {lr}");
            if (weight_decay < 0) throw new ArgumentException($"Invalid weight_decay value: {weight_decay}");
            if (amsgrad || maximize) throw new NotSupportedException("Adam with amsgrad or maximize is not supported.");
            (_moments, _weightDecay) = (new AdamMoments("aten::_fused_adam_", beta1, beta2, eps), weight_decay);
        }

        private protected override void Step(Update[] updates, double lr)
        {
            // A parameter that had no gradient in some step lags behind, and its bias correction with it.
            foreach (var together in updates.GroupBy(update => ((State)update.State).step))
            {
                Tensor[] parameters = [.. together.Select(update => update.Parameter)];
                Tensor[] gradients = [.. together.Select(update => update.Gradient)];
                State[] states = [.. together.Select(update => (State)update.State)];
                if (_weightDecay != 0) gradients = Foreach.Add(gradients, parameters, _weightDecay);
                _moments.Step(
                    parameters, gradients, ([.. states.Select(state => state.exp_avg)], [.. states.Select(state => state.exp_avg_sq)]), lr, together.Key + 1);
                foreach (var state in states)
                    state.step++;
            }
        }

        private protected override void StepRecordably(Update[] updates, StepNumbers numbers)
        {
            State[] states = [.. updates.Select(update => (State)update.State)];
            _moments.StepRecordably(
                [.. updates.Select(update => update.Parameter)], [.. updates.Select(update => update.Gradient)],
                ([.. states.Select(state => state.exp_avg)], [.. states.Select(state => state.exp_avg_sq)]), numbers, _weightDecay);
        }

        /// <summary>Steps taken and the running means of a parameter's gradient and of its square.</summary>
        public sealed class State : OptimizerState, IDisposable
        {
            public long step;
            public Tensor exp_avg;
            public Tensor exp_avg_sq;

            internal State(Parameter parameter) => (exp_avg, exp_avg_sq) = (ZerosLike(parameter), ZerosLike(parameter));

            internal override long Steps
            {
                get => step;
                set => step = value;
            }

            public void Dispose()
            {
                exp_avg.Dispose();
                exp_avg_sq.Dispose();
            }
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            public static Adam Adam(
                IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8,
                double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
                new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);
        }
    }
}
