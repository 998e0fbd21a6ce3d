/** The log-in. */
import { texts } from "../../lib/language";

export const words = texts({
  zh: {
    username: "用户名",
    password: "密码",
    enter: "登录",
    wrong: "用户名或密码不正确",
    disabled: "该用户已停用，请联系管理员",
    too_often: "尝试次数过多，请稍后再试",
    unreachable: "暂时无法连接，请稍后再试",
    code: "动态验证码",
    code_asked: "请输入验证器应用上的 6 位动态验证码",
    code_wrong: "动态验证码不正确或已使用",
  },
  en: {
    username: "Username",
    password: "Password",
    enter: "Log in",
    wrong: "The username or the password is wrong",
    disabled: "This user is disabled. Ask an admin",
    too_often: "Too many attempts. Try again later",
    unreachable: "Not reachable at the moment. Try again",
    code: "One-time code",
    code_asked: "Type the 6 digits that your authenticator app shows",
    code_wrong: "The one-time code is wrong or used up",
  },
});

export const titleWords = texts({ zh: { login: "登录" }, en: { login: "Log in" } });

export const firstWords = texts({
  zh: { title: "请先修改密码", why: "当前密码是管理员设置的。改成只有您自己知道的密码，就可以开始工作。" },
  en: {
    title: "Choose a new password first",
    why: "An admin chose the present one. Choose one that only you know, and begin to work.",
  },
});
