"""Distillation losses as people write them in numpy, with the convention that each follows, and some that follow none.

The first argument is the student's, the second the teacher's.
"""

import numpy as np


def softmax(x, temperature=1.0):
    x = np.asarray(x) / temperature
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def kl(p, q):
    return np.sum(p * (np.log(p) - np.log(q)), axis=-1)


def mixed(p, q, beta):
    m = beta * p + (1 - beta) * q
    return beta * kl(p, m) + (1 - beta) * kl(q, m)


def forward_kl(student, teacher):
    return kl(teacher, student)


def reverse_kl(student, teacher):
    return kl(student, teacher)


def forward_kl_bits(student, teacher):
    return kl(teacher, student) / np.log(2)


def torch_style_kl_div_batchmean(log_student, teacher):
    terms = teacher * (np.log(teacher) - log_student)
    return terms.sum() / len(terms)


def torch_style_kl_div_mean(log_student, teacher):
    return np.mean(teacher * (np.log(teacher) - log_student))


def torch_style_kl_div_none(log_student, teacher):
    return teacher * (np.log(teacher) - log_student)


def hinton(student_logits, teacher_logits):
    return 16 * np.mean(kl(softmax(teacher_logits, 4.0), softmax(student_logits, 4.0)))


def hinton_without_factor(student_logits, teacher_logits):
    return np.sum(kl(softmax(teacher_logits, 2.5), softmax(student_logits, 2.5)))


def gkd(student_logits, teacher_logits):
    return np.mean(mixed(softmax(teacher_logits), softmax(student_logits), 0.1))


def gkd_at_temperature(student_logits, teacher_logits):
    return np.mean(mixed(softmax(teacher_logits, 0.9), softmax(student_logits, 0.9), 0.7))


def jensen_shannon(student, teacher):
    return mixed(student, teacher, 0.5)


def skew_forward(student, teacher):
    return kl(teacher, 0.1 * teacher + 0.9 * student)


def skew_reverse(student, teacher):
    return kl(student, 0.9 * student + 0.1 * teacher)


def alpha(student, teacher):
    return (1 - np.sum(student**0.3 * teacher**0.7, axis=-1)) / (0.3 * 0.7)


def amari(student, teacher):
    """Amari's parameter a = 1/2, which is the order (1 - a)/2 = 1/4."""
    return 4 / (1 - 0.25) * (1 - np.sum(student**0.25 * teacher**0.75, axis=-1))


def renyi(student, teacher):
    return np.log(np.sum(student**2 / teacher, axis=-1))


def tsallis(student, teacher):
    return (np.sum(teacher**1.5 / student**0.5, axis=-1) - 1) / 0.5


def clipped_terms(student, teacher):
    return np.sum(np.clip(student * np.log(student / teacher), -0.5, 0.5), axis=-1)


def clipped_logarithms(student, teacher):
    return np.sum(teacher * np.clip(np.log(teacher / student), -2.0, 2.0), axis=-1)


def floored_kl(student, teacher):
    return np.sum(teacher * np.log((teacher + 1e-6) / (student + 1e-6)), axis=-1)


def weights_kl(student, teacher):
    return kl(teacher / teacher.sum(axis=-1, keepdims=True), student / student.sum(axis=-1, keepdims=True))


def cross_entropy_of_logits(student_logits, teacher):
    return -np.mean(np.sum(teacher * np.log(softmax(student_logits)), axis=-1))


def skew_cross_entropy(student_logits, teacher_logits):
    """DistiLLM's skewed forward loss: without the teacher's entropy, which has no gradient."""
    teacher, student = softmax(teacher_logits), softmax(student_logits)
    return -np.mean(np.sum(teacher * np.log(0.1 * teacher + 0.9 * student), axis=-1))


def balanced_kl(student, teacher):
    return 0.7 * kl(student, teacher) + 0.3 * kl(teacher, student)


def jensen_shannon_distance(student, teacher):
    return np.sqrt(mixed(student, teacher, 0.5))


def terms_clipped_above(student, teacher):
    return np.sum(np.minimum(teacher * np.log(teacher / student), 0.05), axis=-1)


# --- none of the known families ---------------------------------------------------------------------------------------


def inflated_kl(student, teacher):
    return 1.01 * kl(teacher, student)


def sum_of_squares(student, teacher):
    return np.sum((student - teacher) ** 2, axis=-1)


def swapped_halves(student, teacher):
    m = 0.3 * student + 0.7 * teacher
    return 0.7 * kl(student, m) + 0.3 * kl(teacher, m)


def mis_weighted(student, teacher):
    m = 0.5 * student + 0.5 * teacher
    return 0.3 * kl(student, m) + 0.7 * kl(teacher, m)


def missing_term(student, teacher):
    return kl(teacher[..., 1:], student[..., 1:])


def chi_with_wrong_factor(student, teacher):
    return np.sum((student - teacher) ** 2 / teacher, axis=-1) / 3


def temperature_instead_of_its_square(student_logits, teacher_logits):
    return 2 * np.mean(kl(softmax(teacher_logits, 2.0), softmax(student_logits, 2.0)))


def one_temperature_too_few(student_logits, teacher_logits):
    return 4 * np.mean(kl(softmax(teacher_logits), softmax(student_logits, 2.0)))


def sum_without_the_half(student, teacher):
    m = (student + teacher) / 2
    return kl(student, m) + kl(teacher, m)


def best_two(student_logits, teacher_logits):
    """The two likeliest outcomes of the teacher alone, with masses as they are."""
    teacher, student = softmax(teacher_logits), softmax(student_logits)
    kept = np.argsort(-teacher, axis=-1)[..., :2]
    p, q = (np.take_along_axis(x, kept, axis=-1) for x in (teacher, student))
    return np.mean(np.sum(p * np.log(p / q), axis=-1))


def nearly_kl(student, teacher):
    return kl(teacher, student) + 1e-7


# --- a known family with a constant inside ----------------------------------------------------------------------------


def kl_of_clamped(student, teacher):
    return np.sum(teacher * (np.log(np.maximum(teacher, 1e-8)) - np.log(np.maximum(student, 1e-8))), axis=-1)


def cross_entropy_with_epsilon(student, teacher):
    return -np.sum(teacher * np.log(student + 1e-9), axis=-1)


def epsilon_in_the_denominator(student, teacher):
    return np.sum(teacher * np.log(teacher / (student + 1e-8)), axis=-1)


def epsilon_in_the_numerator(student, teacher):
    return np.sum(teacher * (np.log(teacher + 1e-8) - np.log(student)), axis=-1)


def kl_clipped_far_out(student, teacher):
    return np.sum(teacher * np.clip(np.log(teacher / student), -15.0, 15.0), axis=-1)
